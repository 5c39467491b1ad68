/** Whether a step of a paper is allowed now. Who may knock at all is for `may`; what the bytes are was looked at before. */
import { done, refuse, type Refused, type Result } from '#shared/foundation/result.ts';
import type { Instant } from '#shared/foundation/time.ts';
import type { AddPaper, CallPaper, LevelPaper, PaperCommand } from './commands.ts';
import {
	paperDefaults,
	type Paper,
	type PaperBook,
	type PaperCallEvent,
	type PaperCalls,
	type PaperEvent,
	type PaperFile,
	type PaperPlace,
	type Readers
} from './model.ts';
import { latest } from './views.ts';

export type PaperFacts = {
	readonly personId: string;
	readonly at: Instant;
	/** Secretaries keep the order of a file that is closed, too. */
	readonly isOffice: boolean;
	/** The item or topic as it is now. */
	readonly place: {
		readonly isOpen: boolean;
		readonly unitId: string | null;
		readonly dueAt: Instant | null;
		/** How many papers it has. */
		readonly papers: number;
	};
};

type Judged = Result<readonly PaperEvent[]>;
const already: Judged = done([]);
const by = ({ personId, at }: PaperFacts) => ({ personId, at });

type Adding = {
	readonly id: string;
	readonly place: PaperPlace;
	readonly wanted: Omit<AddPaper, 'upload' | 'name' | 'bytes'>;
};

/** [P2] [P5] [P6] [P8] [P11] */
export function addPaper(paper: PaperBook, { id, place, wanted }: Adding, file: PaperFile, facts: PaperFacts): Judged {
	if (paper) return hasUpload(paper, file, facts) ? already : refuse('not-allowed');
	const refused = unlessReceivable(wanted.confirmed, facts);
	if (refused) return refused;
	const limit = paperDefaults.mostAtPlace;
	if (facts.place.papers >= limit) return refuse('papers-too-many', { limit });
	const { unitId, dueAt } = facts.place;
	return done([{ type: 'added', ...by(facts), id, place, unitId, file, dueAt, confirmed: true, ...readersOf(wanted) }]);
}

export function decide(paper: PaperBook, command: PaperCommand, file: PaperFile | null, facts: PaperFacts): Judged {
	if (!paper) return refuse('not-found');
	switch (command.command) {
		case 'add-version':
			return file ? addVersion(paper, command.confirmed, file, facts) : refuse('upload-gone');
		case 'level':
			return showTo(paper, command, facts);
		case 'withdraw':
			return withdraw(paper, command.reason, facts);
		case 'erase':
			return erase(paper, command.reason, facts);
	}
}

/** [P5] */
function hasUpload(paper: Paper, { upload }: PaperFile, { personId }: PaperFacts): boolean {
	return paper.versions.some((version) => version.upload === upload && version.personId === personId);
}

/** [P2] [P8] */
function unlessReceivable(confirmed: boolean, { place }: PaperFacts): Refused | null {
	if (!place.isOpen) return refuse('papers-closed');
	return confirmed ? null : refuse('paper-unconfirmed', {}, ['confirmed']);
}

/** [P3] */
function addVersion(paper: Paper, confirmed: boolean, file: PaperFile, facts: PaperFacts): Judged {
	if (hasUpload(paper, file, facts)) return already;
	const refused = unlessReceivable(confirmed, facts);
	if (refused) return refused;
	if (paper.withdrawn) return refuse('paper-withdrawn');
	const last = latest(paper);
	if (last.hash === file.hash && last.name === file.name) return already;
	const limit = paperDefaults.mostVersions;
	if (paper.versions.length >= limit) return refuse('papers-too-many', { limit });
	return done([{ type: 'version-added', ...by(facts), file, dueAt: facts.place.dueAt, confirmed: true }]);
}

/** [P6] Names decide something only where the level is need-to-know. */
function readersOf({ level = paperDefaults.level, ...named }: Partial<LevelPaper>): Readers {
	const closed = level === 'need-to-know';
	return {
		level,
		readerUnitIds: closed ? (named.readerUnitIds ?? []) : [],
		readerPersonIds: closed ? (named.readerPersonIds ?? []) : []
	};
}

function showTo(paper: Paper, wanted: LevelPaper, facts: PaperFacts): Judged {
	if (paper.withdrawn) return refuse('paper-withdrawn');
	if (!facts.place.isOpen && !facts.isOffice) return refuse('papers-closed');
	const now = readersOf(wanted);
	const same = (['level', 'readerUnitIds', 'readerPersonIds'] as const).every(
		(name) => String(now[name]) === String(paper[name])
	);
	return same ? already : done([{ type: 'levelled', ...by(facts), ...now }]);
}

/** [P12] */
function withdraw(paper: Paper, reason: string, facts: PaperFacts): Judged {
	if (paper.withdrawn) return already;
	if (!facts.place.isOpen && !facts.isOffice) return refuse('papers-closed');
	if (reason.trim() === '') return refuse('reason-missing', {}, ['reason']);
	return done([{ type: 'withdrawn', ...by(facts), reason: reason.trim() }]);
}

/** [P13] */
function erase(paper: Paper, reason: string, facts: PaperFacts): Judged {
	if (paper.erased) return already;
	if (!paper.withdrawn) return refuse('paper-not-withdrawn');
	if (reason.trim() === '') return refuse('reason-missing', {}, ['reason']);
	return done([{ type: 'erased', ...by(facts), reason: reason.trim() }]);
}

/** [P14] */
export function callForPaper(
	calls: PaperCalls,
	{ itemId, wanted, dueAt = null }: CallPaper,
	facts: { readonly personId: string; readonly at: Instant; readonly startsAt: Instant; readonly isOpen: boolean }
): Result<readonly PaperCallEvent[]> {
	const { personId, at, startsAt, isOpen } = facts;
	if (!isOpen) return refuse('papers-closed');
	const known = calls.items[itemId] ?? { wanted: true, dueAt: null };
	if (known.wanted === wanted && known.dueAt === dueAt) return done([]);
	if (dueAt !== null && (dueAt <= at || dueAt > startsAt)) return refuse('paper-due-outside', {}, ['dueAt']);
	return done([{ type: 'called', personId, at, itemId, wanted, dueAt }]);
}
