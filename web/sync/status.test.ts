import { expect, test } from 'vitest';
import { savedWords } from './saved-words.ts';
import { statusOf, type LinkFacts } from './status.ts';

const calm: LinkFacts = {
	inStep: true,
	unsaved: 0,
	unsavedSince: 0,
	heardAt: 0,
	kept: true,
	writing: 0,
	refused: null,
	full: false,
	diverged: false
};

const cases: readonly (readonly [string, Partial<LinkFacts>, number, string])[] = [
	['in step and nothing unsaved: saved', {}, 100, 'saved'],
	['out of step and nothing unsaved: connecting', { inStep: false }, 100, 'connecting'],
	['just typed: sending', { unsaved: 1, unsavedSince: 1000, heardAt: 900 }, 1200, 'sending'],
	['out of step with text: only here', { inStep: false, unsaved: 2 }, 10, 'local'],
	['four seconds without a word: only here', { unsaved: 1, unsavedSince: 1000, heardAt: 900 }, 5000, 'local'],
	[
		'the server talks but has not stored for ten seconds: only here',
		{ unsaved: 1, unsavedSince: 0, heardAt: 9900 },
		10_000,
		'local'
	],
	[
		'the server talks and eight seconds have passed: sending',
		{ unsaved: 1, unsavedSince: 0, heardAt: 7900 },
		8000,
		'sending'
	],
	[
		'a quiet link before the first letter is no silence',
		{ unsaved: 1, unsavedSince: 60_000, heardAt: 0 },
		60_100,
		'sending'
	],
	['another text than the server’s: said, also while something is sent', { diverged: true }, 100, 'diverged'],
	['another text, and something on its way', { diverged: true, unsaved: 1, unsavedSince: 1000 }, 1100, 'diverged'],
	['another text, and something that is only here', { diverged: true, unsaved: 1, inStep: false }, 1100, 'local'],
	[
		'the disk of the server is full: only here, however often it is offered',
		{ full: true, unsaved: 1, unsavedSince: 1000 },
		1100,
		'local'
	],
	['it was full, and all has been stored since: saved', { full: true }, 1100, 'saved'],
	['refused: refused, whatever else', { refused: 'sealed', unsaved: 1 }, 10, 'refused']
];

test.each(cases)('[W4] %s', (_title, facts, now, kind) => {
	expect(statusOf({ ...calm, ...facts }, now).kind).toBe(kind);
});

test('[W9] only what is in the local copy is counted as kept', () => {
	const away = { ...calm, inStep: false, unsaved: 3 };
	expect(statusOf({ ...away, writing: 1 }, 1)).toEqual({ kind: 'local', unsaved: 2, kept: true });
	expect(statusOf({ ...away, writing: 3 }, 1)).toEqual({ kind: 'local', unsaved: 3, kept: false });
});

test('[W4] a browser that keeps nothing does not say that the text is on this machine', () => {
	expect(statusOf({ ...calm, inStep: false, unsaved: 1, kept: false }, 1)).toEqual({
		kind: 'local',
		unsaved: 1,
		kept: false
	});
});

test('[W4] a full disk of the server is said of what is kept here', () => {
	const facts = { ...calm, unsaved: 3, full: true };
	expect(statusOf(facts, 10)).toEqual({ kind: 'local', unsaved: 3, kept: true, full: true });
	expect(savedWords([{ kind: 'saved' }, statusOf(facts, 10)])).toEqual({
		saved: expect.stringContaining('服务器暂时不能保存，3 处') as string,
		trouble: 'waits'
	});
	expect(savedWords([statusOf({ ...facts, kept: false }, 10)]).saved).toContain('不要关闭');
});
