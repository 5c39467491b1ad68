/** Where somebody wanted to go before signing in: a path of ours, never another site (`//evil.example`, `/\evil`). */
export function wayOn(url: { readonly searchParams: Pick<URLSearchParams, 'get'> }): string {
	const to = url.searchParams.get('to') ?? '/';
	return /^\/(?![/\\])/.test(to) && !to.startsWith('/login') ? to : '/';
}
