/** Which heading of the text is being read, and how to get to one. Outline and text count the same headings. */

/** The headings with words, as the outline counts them: of the top level only. */
function headings(): HTMLElement[] {
	return [...document.querySelectorAll<HTMLElement>('.a4 .minutes-text > [data-level]')].filter(
		(heading) => (heading.textContent ?? '').trim() !== ''
	);
}

/** The last heading above the upper third of the window; null above the first. */
export function headingInView(): number | null {
	const line = innerHeight / 3;
	const index = headings().findLastIndex((heading) => heading.getBoundingClientRect().top <= line);
	return index < 0 ? null : index;
}

export function showHeading(index: number): void {
	const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
	headings()[index]?.scrollIntoView({ block: 'start', behavior: still ? 'auto' : 'smooth' });
}
