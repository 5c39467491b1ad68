import type { Live } from './live.svelte.ts';

/** Waits until the connection stands; at once when it does. */
export function connected(live: Pick<Live, 'onConnected'>): Promise<void> {
	return new Promise((resolve) => {
		// Whoever is told at once is told before there is a way to stop.
		let isBack = false;
		let stop: (() => void) | undefined;
		stop = live.onConnected(() => {
			isBack = true;
			stop?.();
			resolve();
		});
		if (isBack) stop();
	});
}
