/** The English twin of refusals.zh.ts. */
import type { RefusalCode } from './refusals.zh.ts';

export const refusalsEn: Readonly<Record<RefusalCode, string>> = {
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
		'The server is out of disk space and cannot save now. Your text is kept on this device; tell the administrator.',

	// auth
	'bad-credentials': 'Account or password is wrong. Five failures lock the account for 15 minutes.',
	'locked-out': 'Too many failures. The account is locked; try again in {minutes} minutes.',
	'link-expired': 'This link is no longer valid. Ask the administrator for a new one.',
	'already-set-up': 'The first-run set-up is finished. Please sign in.',
	'account-taken': 'The account {account} is taken. Choose another.',
	'weak-password': 'A password needs at least 8 characters and must differ from the account.',

	// calendar
	'bad-calendar':
		'The calendar cannot use {date}: a date must exist, lie in that year, and not be a day off and a make-up day at once. Correct it and save again.',

	// decisions
	'meeting-not-live':
		'The meeting is not live, so nothing can be concluded. The chair concludes between its start and its end.',
	'not-the-chair': 'Only the person who holds the chair concludes. Take over the chair first if you should.',
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
