import { expect, test } from 'vitest';
import { spent } from './profile.ts';

test('time is counted by function, its own only, and time at rest is nobody’s', () => {
	const frame = (functionName: string, url = '') => ({ functionName, url });
	const profile = {
		nodes: [
			{ id: 1, callFrame: frame('(root)') },
			{ id: 2, callFrame: frame('(idle)') },
			{ id: 3, callFrame: frame('flush', 'file:///x/server/sync/room.ts') },
			{ id: 4, callFrame: frame('flush', 'file:///x/server/sync/room.ts') },
			{ id: 5, callFrame: frame('', 'file:///x/node_modules/ws/lib/sender.js') },
			{ id: 6, callFrame: frame('writev') }
		],
		samples: [3, 2, 4, 5, 1, 6],
		timeDeltas: [1000, 50_000, 2000, 1000, 9000, 6000]
	};
	expect(spent(profile)).toEqual([
		{ what: 'writev', ms: 6, share: 0.6 },
		{ what: 'flush server/sync/room.ts', ms: 3, share: 0.3 },
		{ what: '(anonymous) node_modules/ws/lib/sender.js', ms: 1, share: 0.1 }
	]);
});
