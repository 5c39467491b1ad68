/** The English twin of refusals-elsewhere.zh.ts. */
import type { RefusalElsewhere } from './refusals-elsewhere.zh.ts';

export const refusalsElsewhereEn: Readonly<Record<RefusalElsewhere, string>> = {
	// units
	'rows-empty': 'Nothing was pasted. Copy the columns name, kind and parent from a spreadsheet and paste them.',
	'rows-wrong': '{count} rows need mending, the first is row {row}. Nothing was imported; mend them and import again.',
	'too-many-rows': 'At most {limit} rows at once. Import them in parts.',
	'row-name': 'The name of the unit is empty or longer than {limit} characters.',
	'row-kind':
		'“{kind}” is no kind of unit. Use county, department, township, sub-district, village, community, school or private-school.',
	'row-parent': 'There is no unit “{parent}”. Check the name, or list that unit too.',
	'row-under': '{name} cannot stand under “{parent}”. Check its kind and its parent.',
	'row-twice': '{name} is listed more than once. Keep one row.',
	'row-county': 'There is one county, and it is “{name}”. Mend the kind of this row.',
	'unit-follows-itself': '{name} cannot follow itself. Choose the unit that takes its place.',
	'council-taken': 'That id belongs to “{name}”. Choose another.',
	'no-such-unit': 'A unit that was chosen is not in the list of units; it may have been removed. Choose again.',

	// minutes
	'not-a-picture': 'That file is no picture and was not stored. Minutes take PNG, JPEG, WebP or GIF.',

	// auth
	'bad-credentials': 'Account or password is wrong. Five failures lock the account for 15 minutes.',
	'locked-out': 'Too many failures. The account is locked; try again in {minutes} minutes.',
	'link-expired': 'This link is no longer valid. Ask the administrator for a new one.',
	'already-set-up': 'The first-run set-up is finished. Please sign in.',
	'account-taken': 'The account {account} is taken. Choose another.',
	'no-such-council': 'That council does not exist; it may have been moved. Choose again.',
	'last-administrator': '{name} is the last administrator and must keep the role. Appoint another one first.',
	'weak-password': 'A password needs at least 8 characters and must differ from the account.',

	// calendar
	'bad-calendar':
		'The calendar cannot use {date}: a date must exist, lie in that year, and not be a day off and a make-up day at once. Correct it and save again.',

	// followups
	'wrong-state': 'This follow-up is not in a state that allows this step. Look at its present state first.',
	'already-assigned': 'This follow-up has already been assigned; nothing more is needed.',
	'already-received': 'This follow-up has already been signed for; nothing more is needed.',
	'already-submitted': 'This follow-up has already been submitted. Wait for the verifying unit.',
	'already-verified': 'This follow-up has already been verified; nothing more is needed.',
	'already-closed': 'This follow-up has already been closed; nothing more is needed.',
	'already-returned': 'Your unit has used its one return. Ask for an extension or a pause instead.',
	'return-too-late':
		'A return is possible within {days} working days of signing for it, and these are over. Ask for an extension or a pause.',
	'already-asked': 'Something is already waiting for an answer. Wait for it before asking again.',
	'nothing-asked': 'Nothing is waiting for an answer; it may have been given. Reload to see.',
	'reason-missing': 'Give a reason; without one this cannot be sent.',
	'report-empty': 'Say what has been done; without words this cannot be sent.',
	'unknown-milestone': 'That milestone does not belong to this follow-up. Reload and choose again.',
	'not-a-co-unit': 'That unit is not a co-unit of this follow-up. Choose again.',
	'not-your-step': 'A co-unit finishes its own step; the lead may only explain.',
	'co-step-done': "This co-unit's step is already done.",
	'co-steps-open':
		"Some co-units' steps are neither done nor explained. Have them finished or explain them before submitting.",
	'evidence-missing': 'Submitting and closing need evidence. Add at least one piece, or say where it is found.',
	'verifier-is-lead': 'The lead cannot verify its own work. Another unit must.',
	'verifier-chosen': 'The verifying unit was named at the assignment; the lead cannot change it.',
	'verifier-missing': 'No verifying unit is named yet. Choose one other than the lead.',
	'not-the-verifier': 'Another unit verifies this follow-up; you cannot do it in its place.',
	'not-verified': 'This has not been verified by another unit, so it cannot be closed. Ask the verifying unit first.',
	'lead-decided':
		'The lead was decided by the meeting. The office may name another only after the lead has returned it.',
	'deadline-decided':
		'The deadline was decided as {dueOn} and cannot be changed at the assignment. The lead may ask for an extension.',
	'deadline-passed': 'The decided deadline {dueOn} has passed. Name a new one; the original stays visible.',
	'date-outside-term': 'Dates must lie between today and the deadline {dueOn}. Choose again.',
	'date-passed': '{date} has passed. Choose today or a later day.',
	'extensions-used': 'Extensions are limited to {limit}, and all are used. The supervising leader has to decide.',
	'extension-too-late': 'The deadline {dueOn} has passed. An extension is asked for before that.',
	'extension-not-later': 'The new deadline must be later than the present one, {dueOn}. Choose again.',
	'needs-supervising-leader': "This needs the supervising leader's approval.",
	'merged-into-itself': 'A follow-up cannot be merged into itself. Choose another.',
	'document-number-missing': 'Give the number of the document this is based on.',

	// evaluations
	'period-not-begun': '{period} has not begun, so nothing can be settled.',
	'settle-own-unit': 'You cannot settle your own unit. Somebody of another unit must.',
	'already-settled': "This unit's cooperation has already been settled for the period. An objection goes by appeal.",
	'too-few-marks': 'At least {needed} evaluators must mark with a reason; {present} have. Wait for the others.',
	'mark-without-reason': 'The mark of {name} has no reason. It must be added first.',
	'mark-out-of-range': 'The mark of {name} is not between 1 and 5 (halves allowed). It must be corrected first.',
	'evaluator-of-own-unit': '{name} belongs to the evaluated unit, so the mark cannot count. Clear it first.',
	'not-an-evaluator': 'The sheet holds a mark of somebody who is no evaluator. Clear it first.',
	'mark-not-own': 'Somebody else has written in the line of {name}. That person must enter it anew.',

	// topics
	'cannot-propose':
		'You do not act for this unit, or it is neither a member of the council nor below one. Choose another unit.',
	'topic-incomplete': 'The topic is not complete. Fill in what is marked and submit again; what you wrote is kept.',
	'written-too-long': 'A written report takes {limit} minutes or less. Shorten it, or report orally.',
	'topic-triaged': 'This topic has been triaged, so its text stays. Ask the office for a correction.',
	'topic-ended':
		'This topic has ended (withdrawn, declined, merged or discussed). See the reason that is kept with it.',
	'topic-scheduled': 'This topic stands on the agenda of a meeting. Take it off that agenda first.',
	'topic-not-accepted':
		'This topic is not waiting to be scheduled, so nothing was recorded. Reload to see how it stands.',
	'not-a-member-unit': 'Member units take this step, and you do not act for the chosen one. Choose a unit you act for.',
	'own-topic': 'Your own unit proposed this topic; it needs no support from you.',
	'merge-circle': 'A topic cannot be merged into itself, nor into one that went into it. Choose another.',
	'too-many-points': 'Each member unit has {limit} points, and these are more. Take some away.',

	// votes
	'motion-missing': 'What is asked is not written yet. Write it down, then begin.',
	'vote-already-open': 'A vote on this item is open or paused. Close or cancel it before opening another.',
	'vote-without-quorum':
		'{present} units are present and {required} are required: the vote was not opened. Wait, check units in, or postpone.',
	'too-few-for-secret':
		'Only {present} member units are here; with fewer than {fewest} a secret vote would hide nothing. Vote by name, or wait for more.',
	'too-few-ballots':
		'Only {cast} secret ballots were cast; with fewer than {fewest} the count would show who chose what. Remind those who have not voted, or cancel the vote.',
	'vote-paused':
		'The server was restarted and the vote is paused: this ballot was not recorded. Vote when the chair has opened it again.',
	'vote-over': 'This vote or temperature is over: nothing was recorded.',
	'voter-not-checked-in': 'You are not checked in and cannot vote. Check in first.',
	'no-vote-of-yours':
		'You did not check in for a member unit you act for, or have no approved delegation: you cannot vote.',
	'ballot-settled':
		'Your unit’s secret ballot was stored before the server restarted. Nobody can find it again, so it cannot be changed; it counts.',
	'temperature-already-open': 'A temperature is being taken. Close it first.',

	// papers
	'paper-unconfirmed':
		'Confirm first that the file holds nothing classified, then upload it. What you filled in is kept; tick the box and press again.',
	'paper-macros':
		'This file holds macros, or is of a kind that may, so it cannot be uploaded. Save it as docx, xlsx or pptx without macros, or export a PDF.',
	'paper-type':
		'A file of this kind cannot be uploaded. Allowed are: {types}. Save old doc, xls and ppt files as docx, xlsx and pptx.',
	'paper-mismatch':
		'What is in the file does not match its ending (.{ending}), so it was not kept. Export it again from its own program instead of renaming it.',
	'paper-empty': 'This file is empty, so it was not kept. Check it and choose again.',
	'paper-withdrawn': 'This paper was withdrawn, so nothing more can be done with it. The reason stands below it.',
	'paper-not-withdrawn': 'Withdraw this paper first, then erase what is in it.',
	'paper-erased': 'The office has erased what was in this paper. Its record and the reason stay.',
	'paper-due-outside': 'The deadline lies after now and before the meeting begins. Choose another time.',
	'papers-closed':
		'The meeting is closed, or the topic has ended, so papers can no longer be handed in or changed. Ask the office if something is missing.',
	'papers-too-many': 'There are {limit} papers here already, which is the most. Put some together, or ask the office.',
	'upload-elsewhere':
		'What the server has received differs from what was sent; it goes on from byte {at}. The page does so by itself.',
	'upload-gone':
		'The server does not have the file that was sent (perhaps a day has passed). Choose it again; what you filled in is kept.',
	'uploads-too-many':
		'Too many of your files are under way (at most {limit}). Wait until one is done, then send this one.',

	// agenda
	'item-comes-by-itself':
		'A topic comes back to the pool by itself, and the report on earlier decisions is made anew for each meeting: neither is brought to another one.',
	'ledger-changed': 'The ledger has changed, and not everything you ticked is offered any more. Please look again.',

	// ready
	'ready-not-yours':
		'This item is not reported by a unit you act for, so nothing was marked. Its unit or the office marks it.',
	'ready-too-late': 'The meeting is over; nothing needs to be marked any more.',

	// screen
	'screen-not-now': 'Only a meeting that is published or live has a big screen.',
	'screens-too-many': 'This meeting has {most} big screens already. Please revoke one before adding another.',
	'screen-address-unknown': 'There is no such screen code. Please check it, or ask the office for another.',
	'screen-address-used':
		'This code has been opened in another browser and works only once. Please ask the office for another.',
	'screen-address-over':
		'This code no longer works: five minutes have passed, or another took its place. Please ask the office for another.',
	'screen-no-key': 'This computer shows no big screen yet. Please enter the code from the office.',
	'screen-revoked': 'The office has revoked this screen. If it is needed, please ask them for another code.',
	'screen-over': 'The meeting has ended, and its screen with it.',
	'screen-no-conclusion':
		'No conclusion on this item has been recorded, so there is nothing to show. The chair confirms one first.',
	'screen-no-vote': 'There has been no vote in this meeting, so there is none to show.'
};
