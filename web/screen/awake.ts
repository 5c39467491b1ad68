/** Keeps the computer in the hall awake where the browser can (https); answers how to stop. */
export function keepAwake(): () => void {
	let lock: WakeLockSentinel | null = null;
	let isGone = false;
	const hold = (): void => {
		if (document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return;
		navigator.wakeLock
			.request('screen')
			.then((held) => {
				if (isGone) void held.release();
				else lock = held;
			})
			// On battery a browser may say no; the page says that sleep should be switched off.
			.catch(() => undefined);
	};
	hold();
	// The lock is lost whenever the page is hidden.
	document.addEventListener('visibilitychange', hold);
	return () => {
		isGone = true;
		document.removeEventListener('visibilitychange', hold);
		void lock?.release();
	};
}
