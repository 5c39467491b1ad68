/**
 * In the place of a WebSocket that could not even be made, as a policy on a page or an extension may have it: it fails as
 * one does that the network refuses, so that whoever opened it looks for another way.
 */
export function refusedSocket(): WebSocket {
	const socket: Record<'onerror' | 'onclose', ((event: object) => void) | null> & { close(): void } = {
		onerror: null,
		onclose: null,
		close: () => undefined
	};
	queueMicrotask(() => {
		socket.onerror?.({});
		socket.onclose?.({ code: 1006 });
	});
	return socket as unknown as WebSocket;
}
