/** The disk of the server fills up: every screen says so, what is typed stays in the browser, and it is sent when there is room. */
import { expect, test } from '../journey.ts';
import { mountSmallDisk, onDisk } from '../faults/tmpfs.ts';
import { errorsOnPages, signedIn } from '../people.ts';
import { startProduct } from '../product.ts';

test('typed on while the disk is full: said on every screen, kept here, and saved without a hand when there is room', async ({
	browser
}) => {
	test.setTimeout(90_000);
	const disk = mountSmallDisk(64);
	const product = await onDisk(disk, () => startProduct('--demo'));
	try {
		const member = await (await signedIn(browser, product.url, 'member-police')).newPage();
		const reader = await (await signedIn(browser, product.url, 'observer')).newPage();
		await member.goto(`${product.url}/meetings/m-4`);
		await reader.goto(`${product.url}/meetings`);
		await member.getByRole('button', { name: '添加议题' }).first().click();
		const title = member.getByLabel('议题标题');
		await title.pressSequentially('甲乙丙');
		const conn = member.locator('header.top .conn');
		await expect(conn).toContainText('全部已保存');

		disk.fill();
		// What the write-ahead log has room for is saved still; the look at the disk comes every ten seconds.
		const notes = [member, reader].map((page) =>
			page.getByRole('alert').filter({ hasText: '服务器磁盘已满，暂时不能保存，仍可查看' })
		);
		for (const note of notes) await expect(note).toBeVisible({ timeout: 15_000 });
		await title.pressSequentially('丁戊己庚辛', { delay: 100 });
		await expect(conn).toContainText('服务器暂时不能保存');
		await title.pressSequentially('壬癸');
		await expect(title).toHaveValue('甲乙丙丁戊己庚辛壬癸');
		await member.screenshot({ path: test.info().outputPath('full.png') });

		disk.free();
		for (const note of notes) await expect(note).toHaveCount(0, { timeout: 10_000 });
		await expect(conn).toContainText('全部已保存', { timeout: 10_000 });
		await reader.goto(`${product.url}/meetings/m-4`);
		await expect(reader.getByText('甲乙丙丁戊己庚辛壬癸').first()).toBeVisible();
		expect(errorsOnPages()).toEqual([]);
	} finally {
		await product.remove();
		disk.remove();
	}
});
