/** The table of docs/operate.md is made from the schema; this prints the right one when they differ. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { configSchema, flagOf, variableOf } from './config.ts';

const page = join(import.meta.dirname, '../../docs/operate.md');

/** The page is Chinese first: a new option needs its words here, or this file does not compile. */
const inChinese: Readonly<Record<keyof typeof configSchema.properties, string>> = {
	port: 'TCP 端口；0 表示自动选一个空闲端口',
	host: '监听地址',
	data: '数据文件夹，需要备份的都在这里',
	demo: '数据文件夹为空时，装入示范县',
	publicUrl: '大家实际使用的网址（经反向代理访问时填写）',
	logLevel: '日志级别',
	metricsToken: '从别的机器读取 /metrics 时使用的令牌'
};

function row([name, { default: preset, description }]: [string, { default: unknown; description: string }]): string {
	const value = preset === '' ? '' : `\`${String(preset)}\``;
	const words = `${inChinese[name as keyof typeof inChinese]}<br>${description}`;
	return `| \`--${flagOf(name)}\` | \`${variableOf(name)}\` | ${value} | ${words} |`;
}

test('the table of docs/operate.md says what the configuration schema says', () => {
	const properties = Object.entries(configSchema.properties) as unknown as Parameters<typeof row>[0][];
	const table = [
		'| 选项 option | 变量 variable | 默认 default | 说明 meaning |',
		'|---|---|---|---|',
		...properties.map(row)
	].join('\n');
	const written = /<!-- configuration -->\n([^]*?)\n<!-- \/configuration -->/.exec(readFileSync(page, 'utf8'))?.[1];
	expect(written, `docs/operate.md should have:\n\n${table}\n`).toBe(table);
});
