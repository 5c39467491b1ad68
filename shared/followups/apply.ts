import { dayOf } from '#shared/foundation/time.ts';
import type { FollowupEvent } from './commands.ts';
import type { Followup, FollowupBook, Limit, Round, Submission } from './model.ts';

const newRound: Round = {
	startedOn: null,
	limits: [],
	extensions: 0,
	pauses: [],
	submissions: [],
	closedAt: null
};

/** Folds one event into a follow-up; the first one makes it. */
export function applyFollowup(book: FollowupBook, event: FollowupEvent): FollowupBook {
	if (event.type === 'opened') return opened(event);
	if (book === null) throw new Error(`${event.type} of a follow-up that was never opened`);
	return changed(book, event);
}

function opened(event: Extract<FollowupEvent, { type: 'opened' }>): Followup {
	return {
		id: event.id,
		source: event.source,
		text: event.text,
		leadUnitId: event.leadUnitId,
		state: 'draft',
		steps: event.coUnitIds.map((unitId) => ({ unitId, state: 'open', text: '', personId: null, at: null })),
		milestones: [],
		verifierUnitId: null,
		dueOn: event.dueOn,
		percent: 0,
		reportedAt: null,
		assignedAt: null,
		receivedAt: null,
		stateSince: event.at,
		returnedBy: [],
		asked: null,
		round: {
			...newRound,
			limits: event.dueOn === null ? [] : [{ cause: 'original', dueOn: event.dueOn, at: event.at }]
		},
		finished: [],
		endedBecause: null
	};
}

type Later = Exclude<FollowupEvent, { type: 'opened' }>;

function changed(followup: Followup, event: Later): Followup {
	const { round } = followup;
	const to = (state: Followup['state'], change: Partial<Followup> = {}): Followup => ({
		...followup,
		state,
		stateSince: event.at,
		...change
	});
	switch (event.type) {
		case 'assigned':
			return assigned(followup, event);
		case 'received':
			return to('received', { receivedAt: event.at });
		case 'return-asked':
			return to('returned', {
				asked: { kind: 'return', reason: event.reason, at: event.at },
				returnedBy: [...followup.returnedBy, followup.leadUnitId]
			});
		case 'return-decided':
			if (!event.accept) return to('received', { asked: null });
			// The clock of a unit that was rightly spared never ran.
			return to('draft', { asked: null, assignedAt: null, receivedAt: null, round: { ...round, startedOn: null } });
		case 'begun':
			return to('in-progress');
		case 'reported':
			return reported(followup, event);
		case 'extension-asked':
		case 'extension-decided':
		case 'pause-asked':
		case 'pause-decided':
		case 'resumed':
			return termChanged(followup, event);
		case 'co-step-taken':
			return stepTaken(followup, event);
		case 'submitted':
			return submitted(followup, event);
		case 'verified': {
			const { at, unitId } = event;
			return to('verified', { round: judged(round, { kind: 'passed', at, personId: event.personId ?? '', unitId }) });
		}
		case 'sent-back': {
			const { at, reason } = event;
			const back = judged(round, { kind: 'sent-back', at, personId: event.personId ?? '', reason });
			const moved = event.dueOn === followup.dueOn ? back : withLimit(back, 'sent-back', event);
			return to('in-progress', { dueOn: event.dueOn, round: moved });
		}
		case 'closed':
			return to('closed', { round: { ...round, closedAt: event.at } });
		case 'rebounded':
			return to('rebound', anotherRound(followup));
		case 'ended': {
			const { reason, documentNumber, into } = event;
			return to(event.as, { asked: null, endedBecause: { reason, documentNumber, into } });
		}
	}
}

type OfTerm = Extract<
	Later,
	{ type: 'extension-asked' | 'extension-decided' | 'pause-asked' | 'pause-decided' | 'resumed' }
>;

function termChanged(followup: Followup, event: OfTerm): Followup {
	const { round } = followup;
	const to = (state: Followup['state'], change: Partial<Followup> = {}): Followup => ({
		...followup,
		state,
		stateSince: event.at,
		...change
	});
	switch (event.type) {
		case 'extension-asked':
			return to('extension', { asked: { kind: 'extension', reason: event.reason, dueOn: event.dueOn, at: event.at } });
		case 'extension-decided':
			return event.grant
				? to('in-progress', {
						asked: null,
						dueOn: event.dueOn,
						round: { ...withLimit(round, 'extension', event), extensions: round.extensions + 1 }
					})
				: to('in-progress', { asked: null });
		case 'pause-asked':
			return { ...followup, asked: { kind: 'pause', reason: event.reason, at: event.at } };
		case 'pause-decided':
			return event.grant
				? to('paused', {
						asked: null,
						round: {
							...round,
							pauses: [...round.pauses, { from: event.from, to: null, reason: followup.asked?.reason ?? '' }]
						}
					})
				: { ...followup, asked: null };
		case 'resumed': {
			const pauses = round.pauses.map((pause) => (pause.to === null ? { ...pause, to: event.to } : pause));
			const moved = event.dueOn === followup.dueOn ? round : withLimit(round, 'pause', event);
			return to('in-progress', { dueOn: event.dueOn, round: { ...moved, pauses } });
		}
	}
}

function reported(followup: Followup, event: Extract<Later, { type: 'reported' }>): Followup {
	return {
		...followup,
		percent: event.percent,
		reportedAt: event.at,
		milestones: followup.milestones.map((milestone) =>
			event.milestoneIds.includes(milestone.id) && milestone.doneAt === null
				? { ...milestone, doneAt: event.at }
				: milestone
		)
	};
}

function stepTaken(followup: Followup, event: Extract<Later, { type: 'co-step-taken' }>): Followup {
	return {
		...followup,
		steps: followup.steps.map((step) =>
			step.unitId === event.unitId
				? { unitId: event.unitId, state: event.state, text: event.text, personId: event.personId, at: event.at }
				: step
		)
	};
}

function anotherRound({ finished, round, steps }: Followup): Partial<Followup> {
	return {
		finished: [...finished, round],
		round: newRound,
		dueOn: null,
		percent: 0,
		reportedAt: null,
		milestones: [],
		steps: steps.map(({ unitId }) => ({ unitId, state: 'open', text: '', personId: null, at: null }))
	};
}

function assigned(followup: Followup, event: Extract<Later, { type: 'assigned' }>): Followup {
	const { round } = followup;
	return {
		...followup,
		state: 'assigned',
		stateSince: event.at,
		leadUnitId: event.leadUnitId,
		steps: followup.steps.filter(({ unitId }) => unitId !== event.leadUnitId),
		dueOn: event.dueOn,
		verifierUnitId: event.verifierUnitId,
		milestones: event.milestones.map((milestone) => ({ ...milestone, doneAt: null })),
		assignedAt: event.at,
		round: { ...(event.newLimit ? withLimit(round, 'assigned', event) : round), startedOn: event.startedOn }
	};
}

function submitted(followup: Followup, event: Extract<Later, { type: 'submitted' }>): Followup {
	const submission: Submission = {
		at: event.at,
		personId: event.personId ?? '',
		text: event.text,
		evidence: event.evidence,
		dueOn: followup.dueOn ?? dayOf(event.at),
		late: event.late,
		outcome: { kind: 'waiting' }
	};
	return {
		...followup,
		state: 'submitted',
		stateSince: event.at,
		asked: null,
		verifierUnitId: event.verifierUnitId,
		round: { ...followup.round, submissions: [...followup.round.submissions, submission] }
	};
}

function withLimit(round: Round, cause: Limit['cause'], { dueOn, at }: Omit<Limit, 'cause'>): Round {
	return { ...round, limits: [...round.limits, { cause, dueOn, at }] };
}

function judged(round: Round, outcome: Submission['outcome']): Round {
	const last = round.submissions.length - 1;
	return {
		...round,
		submissions: round.submissions.map((submission, index) =>
			index === last ? { ...submission, outcome } : submission
		)
	};
}
