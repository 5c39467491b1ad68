/**
 * Which pages may talk to us. A browser always says where a cross-site request or a WebSocket comes from; what says
 * nothing is a script or a same-origin GET. SameSite=Lax on the cookie is the second lock, not the first.
 */
export type Origins = { readonly allowed: (origin: string | undefined, host: string | undefined) => boolean };

export function allowOrigins(publicUrl: string): Origins {
	return {
		allowed: (origin, host) => {
			if (origin === undefined) return true;
			if (publicUrl !== '' && origin === publicUrl) return true;
			if (host === undefined) return false;
			return origin === `http://${host}` || origin === `https://${host}`;
		}
	};
}
