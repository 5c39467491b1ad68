/** How the messages are compiled: by Vite while building, and by `npm run prepare:web` for the type check. */
import { compile, type CompilerOptions } from '@inlang/paraglide-js';

export const languages = {
	project: new URL('./project.inlang', import.meta.url).pathname,
	outdir: new URL('./paraglide', import.meta.url).pathname,
	strategy: ['cookie', 'preferredLanguage', 'baseLocale'],
	// One structure everywhere: development, build and check share the folder.
	outputStructure: 'message-modules',
	isServer: 'import.meta.env.SSR',
	// A build or a test beside this one may be reading; only `npm run prepare:web` sweeps out what is gone.
	cleanOutdir: false,
	emitGitIgnore: false,
	emitPrettierIgnore: false,
	emitReadme: false
} satisfies CompilerOptions;

if (import.meta.main) await compile({ ...languages, cleanOutdir: true });
