/** The English twin of refusals.zh.ts. */
import type { RefusalInRoom } from './refusals.zh.ts';

export const refusalsEn: Readonly<Record<RefusalInRoom, string>> = {
	// wire
	'not-signed-in':
		'You are not signed in, or your session has ended. Sign in again; unsent text is still on this device.',
	'not-allowed': 'Your present role may not do this. Ask the joint-meeting office if you need it.',
	'not-found': 'Not found. It may have been moved, or you may not see it.',
	'bad-request': 'Something is missing or malformed: {problem}. Correct it and send again; what you typed is kept.',
	'too-many-requests': 'Too many requests. Try again in {seconds} s.',
	'too-large': 'Too large, the limit is {limit}. Compress it or send it in parts.',
	'foreign-origin': 'The request came from another site and was refused. Open the page at its own address.',
	'idempotency-conflict': 'That idempotency key was used for another request. Reload and send again.',
	stale: 'What you saw has changed. Look at the present state and confirm again.',
	'storage-full':
		'The disk of the server is full: nothing can be saved now, all can be read. Your text is kept on this device and is sent when there is room. Please tell the administrator.',
	'storage-damaged':
		'The database of the server is damaged: for now it can be read but not written. Your text is kept on this device. Please ask the administrator to restore a backup.',

	// meetings
	'meeting-not-published':
		'The agenda has not been published, so the meeting cannot start. Publish it first; then the convener or a deputy opens it.',
	'meeting-not-live': 'The meeting is not in session, so nothing was recorded. Do this between its start and its end.',
	'meeting-began':
		'The meeting has begun or is over: its time and notice cannot be changed any more, nor can it be cancelled or postponed.',
	'meeting-called-off':
		'The meeting was cancelled or postponed. Give a postponed one its new time first; for a cancelled one make a new meeting.',
	'meeting-not-ended': 'The meeting has not ended and cannot be filed. The chair ends it first.',
	'new-time-needed': 'The meeting is postponed. Give it its new time first.',
	'not-the-chair': 'This step belongs to whoever holds the chair now. Ask them to hand it over.',
	'cannot-chair': 'Only the convener and the deputy conveners can chair the meeting.',
	'chair-present':
		'The chair is connected, or has been gone for less than {seconds} s. Wait a moment, or ask for the chair to be handed over.',
	'item-not-found':
		'The agenda has no such item; it may just have been removed. Look at the present agenda and choose again.',
	'item-settled': 'This item has been dealt with. To take it up again, go back to it.',
	'no-further-item': 'No item is waiting. End the meeting, or take up what was parked.',

	// attendance
	'unit-came':
		'Somebody of your unit has checked in, so leave can no longer be asked for. Leaving before the end is recorded during the meeting.',
	'not-before-the-meeting':
		'This can be done between the notice and the start of the meeting. If something changes, please contact the office.',
	'leave-stands': 'Your unit has asked for leave already. To change that, please withdraw the request first.',
	'nobody-coming': 'Please choose at least one person who comes. If nobody can, please ask for leave.',
	'not-of-the-unit': 'Somebody chosen does not act for your unit. Please choose again, or name them as stand-in.',
	'stands-in-elsewhere':
		'This person stands in for another unit already and cannot do so for two. Please choose somebody else.',
	'stand-in-came':
		'This person has checked in already, so the stand-in cannot be changed any more. Please contact the office.',
	'no-such-person': 'There is no such account. Please check it and try again.',
	'request-decided': 'This request has been decided and stays so. Please reload to see it.',
	'own-request': 'You cannot decide your own request. Please leave it to the convener or another deputy.',
	'not-checked-in': 'This person has not checked in, so leaving early cannot be recorded.',
	'wrong-code':
		'The code is wrong or has expired; you are not checked in. Please look at the screen or listen for the code and try again.',
	'too-many-codes':
		'Too many wrong codes: none is looked at for {minutes} minutes. You can check in without a code, or ask the office.',
	'check-in-not-open':
		'Checking in is open from the publication of the agenda until the meeting ends. Afterwards the office can add you.',
	'not-your-unit': 'You do not act for that unit, or it does not take part. Choose the unit you act for.',
	'not-invited': 'Your unit is not invited to this meeting. Ask the joint-meeting office if you should observe.',

	// floor
	'floor-check-in-first':
		'You have not checked in, or have left, so your hand cannot be raised. Please check in first.',
	'floor-item-left':
		'This item is not on the table now, so nothing was recorded. Please look at the present item first.',
	'floor-speaking-now': 'You have the floor, so no hand is needed. You may raise it again afterwards.',
	'floor-paused': 'The queue is paused, so nobody was called. Please resume it first.',
	'floor-queue-empty': 'Nobody has raised a hand.',
	'floor-no-hand':
		'This person has no hand raised; it may just have been withdrawn. Please choose somebody in the queue.',

	// decisions
	'item-not-discussed': 'This item has not been discussed in this meeting. Move the meeting to it first.',
	'no-quorum':
		'{present} units are present, {required} are needed, so nothing was recorded. Wait for more units, or postpone.',
	'already-concluded': 'This item already has a conclusion: “{text}”. Yours was not recorded; read it first.',
	'action-taken': 'This action was already adopted as {label}. Untick it and confirm again.',
	'action-gone': 'A ticked action has been deleted, so nothing was recorded. Look at the list and confirm again.',
	'action-changed': 'A ticked action was just changed to “{text}”, so nothing was recorded. Read it and confirm again.',
	'action-empty': 'A ticked action has no text. Write what is to be done, or untick it.',
	'nothing-concluded': 'The conclusion has neither words nor a ticked action. Write it, or tick at least one.',
	'unknown-unit': '“{text}” names a unit that is not in the register. Choose it again.',
	'lead-is-co-unit': '“{text}” has its lead also as a co-unit. Remove it from the co-units.',
	'bad-date': '{date} is not a date that exists. Choose it again.',
	'deadline-before-meeting':
		'“{text}” is due on {dueOn}, before the meeting on {heldOn}, so nothing was recorded. Choose the day of the meeting or a later one.'
};
