/** Copies where the clipboard is missing too: plain http in a county LAN. */
export async function copyText(text: string): Promise<boolean> {
	try {
		await navigator.clipboard.writeText(text);
		return true;
	} catch {
		return copyByHand(text);
	}
}

function copyByHand(text: string): boolean {
	const area = document.createElement('textarea');
	area.value = text;
	area.style.position = 'fixed';
	area.style.opacity = '0';
	(document.querySelector('dialog[open]') ?? document.body).append(area);
	area.select();
	// Deprecated, and the only way without a secure context.
	const copied = document.execCommand('copy');
	area.remove();
	return copied;
}
