/**
 * Parts of the program that come after the first paint. A thin network may drop one: it is fetched again when the network
 * is back, or else by and by, so that no button waits for ever and no page has to be loaded anew.
 */
const AGAIN_MS = 3000;
const SELDOM_MS = 30_000;

export type Wait = (ms: number) => Promise<void>;

export async function part<Module>(fetchIt: () => Promise<Module>, wait: Wait = orOnline): Promise<Module> {
	for (let ms = AGAIN_MS; ; ms = Math.min(SELDOM_MS, ms * 2)) {
		try {
			return await fetchIt();
		} catch {
			// The browser asks the server again for a module it could not fetch.
			await wait(ms);
		}
	}
}

function orOnline(ms: number): Promise<void> {
	return new Promise((resolve) => {
		const go = (): void => {
			clearTimeout(timer);
			removeEventListener('online', go);
			resolve();
		};
		const timer = setTimeout(go, ms);
		addEventListener('online', go);
	});
}
