import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { sveltekit } from '@sveltejs/kit/vite';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { browserslistToTargets } from 'lightningcss';
import type { Plugin, UserConfig } from 'vite';
import { defineConfig } from 'vitest/config';
import svelteConfig from './svelte.config.js';
import { languages } from './web/i18n/compile.ts';
import { firstScreens } from './web/routes/first-screens.ts';

const root = import.meta.dirname;

/** The floor: government browsers lag. docs/adr tells why. */
const floor = ['chrome 90', 'edge 90', 'firefox 102', 'safari 15.4'];

const pages: UserConfig = {
	root: `${root}/web`,
	plugins: [paraglideVitePlugin(languages), sveltekit(svelteConfig) as Promise<Plugin[]>],
	css: { transformer: 'lightningcss', lightningcss: { targets: browserslistToTargets(floor) } },
	build: {
		// Not the floor by name: for a bug of Chrome < 98 with `static name = …` every private field would become a WeakMap,
		// 7 kB on the first screen. What of ES2022 the floor does not read (`static {}`, `#x in y`) e2e/size.ts looks for.
		target: 'es2022',
		cssMinify: 'lightningcss'
	},
	environments: {
		client: {
			build: {
				rolldownOptions: {
					// A file of several modules must give out more than its page asks for.
					preserveEntrySignatures: 'allow-extension',
					output: {
						codeSplitting: { includeDependenciesRecursively: false, groups: [{ name: firstScreens() }] }
					}
				}
			}
		}
	},
	server: { fs: { allow: [`${root}/shared`, `${root}/node_modules`] } }
};

/** `npm run faults`: against the real process, or so many cases that nobody waits for them at every change. */
const faults = ['e2e/faults/*.test.ts', 'server/**/*.faults.test.ts'];

/** Unit tests stand beside the code. They need no SvelteKit, only runes compiled in `x.svelte.ts`. */
const tests = {
	root,
	test: {
		projects: [
			{
				root,
				plugins: [svelte({ configFile: false, compilerOptions: { runes: true } })],
				test: {
					name: 'node',
					environment: 'node' as const,
					include: ['shared/**/*.test.ts', 'server/**/*.test.ts', 'web/**/*.test.ts', 'e2e/**/*.test.ts'],
					exclude: ['**/node_modules/**', 'build/**', 'web/.svelte-kit/**', ...faults],
					// For a machine that has other things to do: a test that waits for something true waits this long.
					testTimeout: 30_000,
					hookTimeout: 30_000
				}
			},
			{
				root,
				test: {
					name: 'faults',
					environment: 'node' as const,
					include: faults,
					exclude: ['**/node_modules/**'],
					testTimeout: 120_000,
					hookTimeout: 60_000
				}
			}
		]
	}
};

export default defineConfig(({ mode }) => (mode === 'test' ? tests : pages));
