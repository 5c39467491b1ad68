/** How somebody wants to see it: kept in one small cookie, so that the server paints the first frame right. */
const themes = ['auto', 'light', 'dark', 'contrast'] as const;
const textSizes = ['standard', 'large', 'xlarge'] as const;

export type Theme = (typeof themes)[number];
export type TextSize = (typeof textSizes)[number];
export type Looks = { readonly theme: Theme; readonly text: TextSize; readonly folded: boolean };

const plain: Looks = { theme: 'auto', text: 'standard', folded: false };

/** `theme.text.folded`; whatever is not understood is the plain look. */
export function looksFrom(cookie: string | undefined): Looks {
	const [theme, text, folded] = (cookie ?? '').split('.');
	return {
		theme: themes.find((one) => one === theme) ?? plain.theme,
		text: textSizes.find((one) => one === text) ?? plain.text,
		folded: folded === 'folded'
	};
}

export function looksValue({ theme, text, folded }: Looks): string {
	return `${theme}.${text}.${folded ? 'folded' : 'open'}`;
}

export function looksCookie(looks: Looks): string {
	return `looks=${looksValue(looks)}; path=/; max-age=31536000; samesite=lax`;
}
