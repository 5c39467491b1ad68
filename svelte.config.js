import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import adapter from '@sveltejs/adapter-node';

/**
 * The script in app.html, which runs before the first paint, is let in by its hash: pages without any other script
 * (the sign-in page) carry no nonce.
 */
const [, beforePaint = ''] =
	/<script>([\s\S]*?)<\/script>/.exec(readFileSync(new URL('./web/app.html', import.meta.url), 'utf8')) ?? [];
/** @type {`sha256-${string}`} */
const beforePaintHash = `sha256-${createHash('sha256').update(beforePaint).digest('base64')}`;

/**
 * SvelteKit's options as a plain object: vite.config.ts hands it to the plugin. Paths are relative to web/, the Vite root.
 * @type {import('@sveltejs/kit/vite').Config}
 */
export default {
	// Its environment variables are set by server/http/pages.ts, in process; the prefix keeps them apart from a host's own.
	adapter: adapter({ out: 'build', envPrefix: 'LIANXI_PAGES_' }),
	compilerOptions: { runes: true },
	files: { src: '.' },
	csp: {
		mode: 'nonce',
		directives: {
			'default-src': ['self'],
			'script-src': ['self', beforePaintHash],
			// Widths of bars and positions of carets are style attributes; a nonce cannot cover those.
			'style-src': ['self', 'unsafe-inline'],
			'img-src': ['self', 'data:', 'blob:'],
			'connect-src': ['self'],
			'object-src': ['none'],
			'base-uri': ['none'],
			'form-action': ['self'],
			'frame-ancestors': ['none']
		}
	},
	version: { pollInterval: 0 }
};
