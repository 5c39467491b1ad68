/** The screen in the hall: opened once by a code, it follows the chair, shows what was raised, stands still and comes back. */
import type { Browser, Page } from '@playwright/test';
import { expect, test } from '../journey.ts';
import { faults } from '../axe.ts';
import { errorsOnPages, phone, ready, signedIn, watch } from '../people.ts';
import { startProduct, type Product } from '../product.ts';
import { layCable } from '../relay.ts';

let product: Product;
test.beforeEach(async () => {
	product = await startProduct('--demo');
});
test.afterEach(async () => {
	await product.remove();
	expect(errorsOnPages()).toEqual([]);
});

async function enter(browser: Browser, account: string): Promise<Page> {
	const page = await (await signedIn(browser, product.url, account)).newPage();
	await page.goto(`${product.url}/meetings/m-4`);
	await ready(page);
	return page;
}

/** A computer nobody is signed in at. */
async function stranger(browser: Browser): Promise<Page> {
	return watch(await browser.newContext({ viewport: { width: 1366, height: 768 } })).newPage();
}

async function makeCode(desk: Page): Promise<string> {
	await desk.getByRole('button', { name: '大屏', exact: true }).click();
	const remote = desk.getByRole('dialog', { name: '会场大屏' });
	await remote.getByRole('button', { name: '生成打开口令' }).click();
	return remote.getByRole('status', { name: '大屏口令' }).innerText();
}

async function typeCode(hall: Page, url: string, code: string): Promise<void> {
	await hall.goto(`${url}/screen`);
	await hall.getByLabel('大屏口令').fill(code);
	await hall.getByRole('button', { name: '打开大屏' }).click();
}

const title = (hall: Page) => hall.getByRole('heading', { level: 2 });
const command = async (page: Page, name: string, data: object): Promise<void> => {
	const [domain, verb] = name.split('/');
	const answer = await page.request.post(`${product.url}/api/${domain}/m-4/${verb}`, { data });
	expect(answer.status(), `${name}: ${await answer.text()}`).toBe(200);
};

test('[S1] [S2] [S4] a code opens one browser, which survives a reload and reads nothing else; revoked, it says so', async ({
	browser
}) => {
	const desk = await enter(browser, 'secretary');
	const code = await makeCode(desk);
	const remote = desk.getByRole('dialog', { name: '会场大屏' });
	await expect(remote.getByText('没有大屏连接')).toBeVisible();

	const [hall, second] = [await stranger(browser), await stranger(browser)];
	await typeCode(hall, product.url, code);
	await expect(title(hall)).toHaveText('校园周边道路交通安全整治');
	await expect(remote.getByText('已打开 1 块大屏，1 块已连接')).toBeVisible();
	expect(await faults(desk)).toEqual([]);
	expect(await faults(hall)).toEqual([]);
	await hall.reload();
	await expect(title(hall)).toHaveText('校园周边道路交通安全整治');

	// The same address, as somebody might paste it.
	await second.goto(`${product.url}/screen#${code}`);
	await expect(second.getByText('这个口令已在另一个浏览器打开过，只能用一次。')).toBeVisible();
	await expect(title(second)).toHaveCount(0);
	expect(second.url()).toBe(`${product.url}/screen`);
	expect(await faults(second)).toEqual([]);

	expect(await hall.evaluate(() => document.cookie)).not.toContain('lianxi_screen');
	for (const path of [
		'/api/me',
		'/api/meetings',
		'/api/meetings/m-4',
		'/api/meetings/m-4/attendance',
		'/api/screen/m-4'
	]) {
		expect([path, (await hall.request.get(`${product.url}${path}`)).status()]).toEqual([path, 401]);
	}
	expect((await hall.request.get(`${product.url}/live/?EIO=4&transport=polling`)).status()).toBe(403);
	const draft = await desk.evaluate(
		async () => (await (await fetch('/api/meetings/m-4')).json()).documents.agenda as string
	);
	const reach = (name: string): Promise<number> =>
		new Promise((resolve) => {
			const socket = new WebSocket(`${location.origin.replace('http', 'ws')}/sync/${name}`);
			socket.addEventListener('message', () => resolve(0));
			socket.addEventListener('close', ({ code: closing }) => resolve(closing));
		});
	expect([await hall.evaluate(reach, draft), await desk.evaluate(reach, draft)]).toEqual([4401, 0]);

	await remote.getByRole('button', { name: '停用大屏 1', exact: true }).click();
	await expect(hall.getByText('这块大屏已由会务人员停用。')).toBeVisible();
	await expect(title(hall)).toHaveCount(0);
	expect(product.output()).not.toContain(code.replace('-', ''));
});

test('[S6] [S7] [S8] it follows the chair; a conclusion only once raised; a phone comes by its code; the end', async ({
	browser
}) => {
	const chair = await enter(browser, 'convener');
	const hall = await stranger(browser);
	await typeCode(hall, product.url, await makeCode(chair));
	const remote = chair.getByRole('dialog', { name: '会场大屏' });
	await expect(title(hall)).toBeVisible();

	await expect(remote.getByText('当前议题还没有入库的结论').first()).toBeAttached();
	const [item] = (await (await chair.request.get(`${product.url}/api/meetings/m-4`)).json()).turns.slice(-1);
	const text = '十二月十五日前完成其余八处隐患整改';
	await command(chair, 'decisions/conclude', { itemId: item.item.id, kind: 'agreed', text, actionIds: [] });
	const raise = remote.getByRole('button', { name: '结论上屏' });
	await expect(raise).toBeEnabled();
	await expect(raise).not.toHaveAttribute('aria-disabled', 'true');
	await expect(hall.getByText(text)).toHaveCount(0);
	await raise.click();
	await expect(hall.getByRole('region', { name: '主持人结论' })).toContainText(text);
	expect(await faults(hall)).toEqual([]);
	await remote.getByRole('button', { name: '结论下屏' }).click();
	await expect(hall.getByText(text)).toHaveCount(0);

	await remote.getByRole('button', { name: '休会 10 分钟' }).click();
	await expect(hall.getByRole('timer')).toHaveText(/^09:\d\d$/);
	await expect(remote.getByRole('button', { name: '休会', exact: true })).toHaveAttribute('aria-pressed', 'true');
	await expect(remote.getByText(/^正在休会，\d\d:\d\d 继续开会$/)).toBeVisible();
	await remote.getByRole('button', { name: '到会情况' }).click();
	await expect(hall.getByText('财政局')).toBeVisible();
	// [A18] The hall and the room tell the same number of people.
	const told = (await chair.locator('#attendance-title .num').innerText()).split(' / ');
	await expect(hall.locator('.sum .num').nth(0)).toHaveText(told[0] ?? '');
	await expect(hall.locator('.sum .num').nth(1)).toHaveText(`/ ${told[1]} 人`);
	await chair.keyboard.press('Escape');
	await chair.getByRole('button', { name: '下一项' }).click();
	await expect(title(hall)).toHaveText('义务教育学校建设资金拨付');

	// The picture turns with the code; what it says lets a phone in.
	const qr = hall.getByRole('img', { name: '签到二维码，每 30 秒更新' });
	const first = await qr.innerHTML();
	const path = await hall.evaluate(
		async () => (await (await fetch('/api/screen/hall/now')).json()).projection.door.path as string
	);
	const count = hall.getByRole('complementary', { name: '出席' }).locator('.sum b');
	const before = Number(await count.innerText());
	const finance = await (await signedIn(browser, product.url, 'liaison-finance', phone)).newPage();
	await finance.goto(`${product.url}${path}`);
	await ready(finance);
	await finance.getByRole('button', { name: '签到', exact: true }).click();
	await expect(finance.getByText(/已签到/).first()).toBeVisible();
	await expect(count).toHaveText(String(before + 1));
	await expect.poll(() => qr.innerHTML(), { timeout: 40_000 }).not.toBe(first);

	await command(chair, 'meetings/end', {});
	await expect(title(hall)).toHaveText('会议结束');
	await expect(qr).toHaveCount(0);
	await hall.reload();
	await expect(hall.getByText('会议已结束，大屏随之停用。')).toBeVisible();
});

test('[S12] without a network the picture stands still and says so, its timer goes on, and it comes back by itself', async ({
	browser
}) => {
	const cable = await layCable(product.port);
	const chair = await enter(browser, 'convener');
	const hall = await stranger(browser);
	await typeCode(hall, cable.url, await makeCode(chair));
	await expect(title(hall)).toHaveText('校园周边道路交通安全整治');
	await chair.keyboard.press('Escape');

	cable.pull();
	await expect(hall.getByText(/网络已断开，画面停在 \d\d:\d\d。/)).toBeVisible({ timeout: 20_000 });
	const timer = hall.getByRole('timer');
	const then = await timer.innerText();
	await expect(timer).not.toHaveText(then);
	await chair.getByRole('button', { name: '下一项' }).click();
	await expect(chair.getByText('第 4 项 / 6')).toBeVisible();
	await expect(title(hall)).toHaveText('校园周边道路交通安全整治');
	cable.plug();
	await expect(title(hall)).toHaveText('义务教育学校建设资金拨付', { timeout: 20_000 });
	await expect(hall.getByText(/网络已断开/)).toHaveCount(0);

	// The server is restarted: the key is on its disk.
	await product.kill();
	await expect(hall.getByText(/网络已断开/)).toBeVisible({ timeout: 20_000 });
	await product.restart();
	await expect(hall.getByText(/网络已断开/)).toHaveCount(0, { timeout: 20_000 });
	await cable.close();
});

/** Eight hours of a busy hall: something changes every two seconds, the code every thirty. */
const CHANGES = (8 * 3600) / 2;
const CODES = (8 * 3600) / 30;

test('eight hours of changes leave neither nodes, listeners nor memory behind', async ({ browser }) => {
	const chair = await enter(browser, 'convener');
	const hall = await stranger(browser);
	await hall.addInitScript(() => {
		const streams: EventTarget[] = [];
		Object.assign(window, {
			streams,
			EventSource: class extends EventTarget {
				constructor() {
					super();
					streams.push(this);
					// As the server does, so that it never seems silent however busy this computer is.
					const beat = (): void => {
						this.dispatchEvent(new MessageEvent('beat', { data: JSON.stringify({ now: Date.now() }) }));
					};
					setTimeout(beat, 0);
					setInterval(beat, 1000);
				}
				close(): void {}
			}
		});
	});
	await typeCode(hall, product.url, await makeCode(chair));
	await expect(title(hall)).toBeVisible();
	const devtools = await hall.context().newCDPSession(hall);
	await devtools.send('Performance.enable');
	const weigh = async () => {
		await devtools.send('HeapProfiler.collectGarbage');
		const { metrics } = await devtools.send('Performance.getMetrics');
		const of = (name: string): number => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
		return { nodes: of('Nodes'), listeners: of('JSEventListeners'), heap: of('JSHeapUsedSize') };
	};
	/** From one part of the day to another; each change is painted before the next comes. */
	const live = (from: number, to: number): Promise<string> =>
		hall.evaluate(
			async ([begin, end, perCode]) => {
				const { streams } = window as unknown as { readonly streams: readonly EventTarget[] };
				const { projection } = await (await fetch('/api/screen/hall/now')).json();
				const start = Date.now();
				for (let n = begin; n < end; n += 1) {
					const busy = n % 3 > 0;
					const shown = {
						...projection,
						item: { ...projection.item, title: `第 ${n} 次变化`, n: 1 + (n % 6) },
						speaking: busy ? { name: `单位 ${n % 40}`, since: start } : null,
						queue: Array.from({ length: n % 7 }, (_, index) => ({ name: `单位 ${n + index}` })),
						conclusion: n % 5 === 0 ? { kind: 'agreed', text: `结论 ${n}`, decisions: [] } : null,
						stage: n % 50 === 0 ? 'attendance' : 'item',
						door: { ...projection.door, path: `/meetings/m-4?code=${Math.floor(n / perCode)}`, until: start + 30_000 }
					};
					const data = JSON.stringify({ now: start + n * 2000, version: String(n), projection: shown });
					streams.at(-1)?.dispatchEvent(new MessageEvent('shown', { data }));
					await Promise.resolve();
					if (n % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 0));
				}
				return document.querySelector('h2')?.textContent ?? '';
			},
			[from, to, CHANGES / CODES] as const
		);
	await live(0, 1440);
	const [early, last] = [await weigh(), await live(1440, CHANGES)];
	const late = await weigh();
	expect(last).toBe(`第 ${CHANGES - 1} 次变化`);
	expect(late.nodes).toBeLessThan(early.nodes * 1.1 + 50);
	expect(late.listeners).toBeLessThanOrEqual(early.listeners + 2);
	expect(late.heap).toBeLessThan(early.heap * 1.1 + 500_000);
});
