import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openHouse } from '#server/house/index.ts';

const conclude = { itemId: 'i-safety', kind: 'agreed', text: '同意。', actionIds: ['a-paint'] };
const press = 'press-0001';

/** Another process presses the button and is killed by itself with SIGKILL, just before or just after the commit. */
async function killed(folder: string, when: 'before' | 'after'): Promise<void> {
	const script = `(async () => {
		const { openHouse } = await import('#server/house/index.ts');
		const house = await openHouse(${JSON.stringify(folder)});
		await house.propose({ id: 'a-paint', text: '施划标线', leadUnitId: 'u-police', dueOn: '2026-12-18' });
		const record = house.storage.record;
		house.storage.record = async (batch) => {
			const concludes = batch.facts.some(({ stream }) => stream === 'decisions:m-4');
			if (concludes && ${when === 'before'}) process.kill(process.pid, 'SIGKILL');
			const recorded = await record(batch);
			if (concludes) process.kill(process.pid, 'SIGKILL');
			return recorded;
		};
		await house.post('convener', '/api/decisions/m-4/conclude', ${JSON.stringify(conclude)}, '${press}');
	})()`;
	const child = spawn(process.execPath, ['-e', script], { stdio: 'inherit' });
	const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
	expect(signal).toBe('SIGKILL');
}

test.each(['after', 'before'] as const)(
	'[D11] [F1] killed %s the commit: the repeated press leaves one decision, and one follow-up opens',
	async (when) => {
		const folder = mkdtempSync(join(tmpdir(), 'lianxi-killed-'));
		await killed(folder, when);
		const house = await openHouse(folder);
		onTestFinished(() => house.close());
		const { storage, outbox, followups, decisions } = house;
		expect(storage.facts('decisions:m-4')).toHaveLength(when === 'after' ? 3 : 0);
		expect(storage.pending(10)).toHaveLength(when === 'after' ? 2 : 0);
		const answer = await house.post('convener', '/api/decisions/m-4/conclude', conclude, press);
		expect(answer).toMatchObject({
			status: 200,
			body: { seq: 3, decisions: [{ n: 1 }, { n: 2, dueOn: '2026-12-18' }] }
		});
		await outbox.drained();
		expect(storage.facts('decisions:m-4')).toHaveLength(3);
		expect(storage.pending(10)).toEqual([]);
		const id = followups.idOf(decisions.ofMeeting('m-4').decisions[1]?.id ?? '');
		expect(storage.facts(`followups:${id}`).map(({ type }) => type)).toEqual(['opened']);
	},
	20_000
);
