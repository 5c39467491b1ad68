/** The whole configuration as one schema, read once. The only place that looks at the environment. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';

export const configSchema = Type.Object({
	port: Type.Integer({ minimum: 0, maximum: 65535, default: 3000, description: 'TCP port; 0 picks a free one' }),
	host: Type.String({ minLength: 1, default: '127.0.0.1', description: 'address to listen on' }),
	data: Type.String({
		minLength: 1,
		default: './data',
		description: 'folder that holds everything there is to back up'
	}),
	demo: Type.Boolean({ default: false, description: 'fill an empty data folder with the demonstration county' }),
	publicUrl: Type.String({
		pattern: '^(https?://[^/\\s]+)?$',
		default: '',
		description: 'address people use, when it is not the one they connect to (behind a proxy)'
	}),
	logLevel: Type.Union(
		['fatal', 'error', 'warn', 'info', 'debug', 'silent'].map((level) => Type.Literal(level)),
		{ default: 'warn', description: 'what is logged' }
	),
	metricsToken: Type.String({ default: '', description: 'bearer token for /metrics from elsewhere than this machine' })
});

export type Config = Static<typeof configSchema> & { readonly dev: boolean };

type Name = keyof typeof configSchema.properties;

/** `publicUrl` → `LIANXI_PUBLIC_URL` */
export const variableOf = (name: string): string =>
	`LIANXI_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;

/** `publicUrl` → `public-url` */
export const flagOf = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** Every property carries both; TypeBox's types do not say so. */
const noteOf = (name: Name): { readonly default: unknown; readonly description: string } =>
	configSchema.properties[name] as unknown as { default: unknown; description: string };

const names = Object.keys(configSchema.properties) as Name[];

function fromFile(
	variable: string,
	environment: Readonly<Record<string, string | undefined>>,
	mistakes: string[]
): string | undefined {
	const file = environment[`${variable}_FILE`];
	if (file === undefined) return undefined;
	try {
		return readFileSync(file, 'utf8').trim();
	} catch {
		mistakes.push(`${variable}_FILE: cannot read ${file}`);
		return undefined;
	}
}

function parse(name: Name, text: string): unknown {
	const schema = configSchema.properties[name];
	if (schema === configSchema.properties.demo)
		return /^(1|true|yes|)$/i.test(text) ? true : /^(0|false|no)$/i.test(text) ? false : text;
	if (schema === configSchema.properties.port) return /^\d+$/.test(text) ? Number(text) : text;
	return text;
}

/**
 * Flags win over variables, variables over defaults.
 * @returns the configuration, or every mistake together, each a sentence.
 */
export function readConfig(
	argv: readonly string[],
	environment: Readonly<Record<string, string | undefined>> = process.env
): { readonly config: Config } | { readonly mistakes: readonly string[] } {
	const mistakes: string[] = [];
	const options = Object.fromEntries(
		[...names, 'dev'].map((name) => [
			flagOf(name),
			{ type: name === 'demo' || name === 'dev' ? 'boolean' : 'string' } as const
		])
	);
	let flags: Readonly<Record<string, unknown>> = {};
	try {
		flags = parseArgs({ args: [...argv], options, strict: true }).values;
	} catch (error) {
		mistakes.push(error instanceof Error ? error.message : String(error));
	}
	const given: Record<string, unknown> = {};
	for (const name of names) {
		const variable = variableOf(name);
		const text = flags[flagOf(name)] ?? environment[variable] ?? fromFile(variable, environment, mistakes);
		given[name] = text === undefined ? noteOf(name).default : typeof text === 'string' ? parse(name, text) : text;
		if (!Value.Check(configSchema.properties[name], given[name])) {
			mistakes.push(
				`--${flagOf(name)} / ${variable}: ${JSON.stringify(given[name])} is not allowed (${noteOf(name).description}).`
			);
		}
	}
	if (mistakes.length > 0) return { mistakes };
	return { config: { ...Value.Parse(configSchema, given), dev: flags['dev'] === true } };
}

/** For `admin create`: a password on the command line could be read by everybody on the machine. */
export function administratorPassword(
	environment: Readonly<Record<string, string | undefined>> = process.env
): string | undefined {
	return environment['LIANXI_ADMIN_PASSWORD'] ?? fromFile('LIANXI_ADMIN_PASSWORD', environment, []);
}
