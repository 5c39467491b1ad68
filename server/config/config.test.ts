import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readConfig } from './config.ts';

test('[K1] with nothing said it works: SQLite in ./data, 127.0.0.1:3000, no demonstration', () => {
	expect(readConfig([], {})).toMatchObject({ config: { port: 3000, host: '127.0.0.1', data: './data', demo: false } });
});

test('[K2] a flag wins over a variable, a variable over the default', () => {
	const environment = { LIANXI_PORT: '4000', LIANXI_DATA: '/srv/lianxi', LIANXI_DEMO: '1' };
	expect(readConfig(['--port', '0'], environment)).toMatchObject({
		config: { port: 0, data: '/srv/lianxi', demo: true }
	});
});

test('[K3] all mistakes are told together, each with flag and variable', () => {
	const read = readConfig(['--port', '70000', '--public-url', 'ftp://x'], { LIANXI_DEMO: 'perhaps' });
	if (!('mistakes' in read)) throw new Error('it was taken');
	expect(read.mistakes).toHaveLength(3);
	expect(read.mistakes.join('\n')).toMatch(
		/--port \/ LIANXI_PORT[\s\S]*--demo \/ LIANXI_DEMO[\s\S]*--public-url \/ LIANXI_PUBLIC_URL/
	);
});

test.each([['--colour'], ['--port']])('[K4] %s alone is a mistake, not a guess', (flag) => {
	expect('mistakes' in readConfig([flag], {})).toBe(true);
});

test.each(['1e3', '0x10', ' 80', '-1', '80.5', ''])('[K5] "%s" is no port', (port) => {
	expect('mistakes' in readConfig([], { LIANXI_PORT: port })).toBe(true);
});

test('[K6] a secret may stand in a file, and a file that is missing is a mistake', () => {
	const folder = mkdtempSync(join(tmpdir(), 'lianxi-config-'));
	const file = join(folder, 'token');
	writeFileSync(file, 'sesame\n');
	expect(readConfig([], { LIANXI_METRICS_TOKEN_FILE: file })).toMatchObject({ config: { metricsToken: 'sesame' } });
	expect('mistakes' in readConfig([], { LIANXI_METRICS_TOKEN_FILE: join(folder, 'nothing') })).toBe(true);
	rmSync(folder, { recursive: true });
});
