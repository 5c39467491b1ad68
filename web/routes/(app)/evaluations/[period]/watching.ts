/** What the ranking's page hears from the browser. */
import type { Live } from '#web/live/live.svelte.ts';

/** Whether there is room for the evidence beside the ranking. */
export function watchWidth(tell: (isWide: boolean) => void): () => void {
	const media = matchMedia('(min-width: 1101px)');
	const look = (): void => tell(media.matches);
	look();
	media.addEventListener('change', look);
	return () => media.removeEventListener('change', look);
}

/** Figures move with the follow-ups: whoever comes back to the page, or gets the connection back, sees them as they are. */
export function watchReturn(live: Live, again: () => void): () => void {
	const seen = (): void => {
		if (document.visibilityState === 'visible') again();
	};
	document.addEventListener('visibilitychange', seen);
	let isFirst = true;
	const stop = live.onConnected(() => {
		if (!isFirst) seen();
		isFirst = false;
	});
	return () => {
		document.removeEventListener('visibilitychange', seen);
		stop();
	};
}
