/**
 * Where the focus goes when what had it is taken away: a button that has done its work, a form that closes, a row that a
 * colleague removed. Browsers drop it to the body then: no ring is seen, and a screen reader begins at the top. Here it
 * goes to the nearest place around it that is still there and is read out as one (a line, a region, an open dialog), else
 * to the page's heading. Not to the next button: who presses twice would press that one unread. Where one thing takes
 * another's place, `data-takes-focus` around the two hands it on.
 */
const PLACES = 'dialog[open], li, tr, article, form, fieldset, section, aside, nav, [role="region"], [role="group"]';
const STOPS = 'a[href], button, input, select, textarea, summary, [tabindex]';

type Way = readonly Element[];

const isShown = (element: Element): boolean => element.isConnected && element.getClientRects().length > 0;
const holds = (element: Element): boolean => isShown(element) && !element.matches(':disabled');

/** From an element outwards. */
function wayFrom(element: Element | null): Way {
	const way: Element[] = [];
	for (let at = element; at && at !== document.body; at = at.parentElement) way.push(at);
	return way;
}

function firstStop(place: Element): HTMLElement | undefined {
	return [...place.querySelectorAll<HTMLElement>(STOPS)].find((stop) => stop.tabIndex >= 0 && holds(stop));
}

function heirOn(way: Way): HTMLElement | null {
	for (const place of way) {
		if (!(place instanceof HTMLElement) || !isShown(place)) continue;
		const next = place.hasAttribute('data-takes-focus') ? firstStop(place) : undefined;
		if (next) return next;
		if (place.matches(PLACES)) return place;
	}
	return null;
}

/** A place is no stop of the Tab key: it is one only while it has the focus. */
function give(heir: HTMLElement): void {
	if (heir.tabIndex < 0 && !heir.hasAttribute('tabindex')) {
		heir.tabIndex = -1;
		heir.addEventListener('blur', () => heir.removeAttribute('tabindex'), { once: true });
	}
	heir.focus({ preventScroll: true });
	const { top, bottom } = heir.getBoundingClientRect();
	if (bottom < 0 || top > innerHeight) heir.scrollIntoView({ block: 'nearest' });
}

/** For the whole page, until the answer is called. */
export function keepFocus(): () => void {
	let way: Way = [];
	/** From where a dialog was opened, and where the focus was before it went to the bars and notes around the text. */
	const before = new WeakMap<Element, Way>();
	let inMain: Way = [];
	let moved = false;
	let frame = 0;

	const isLost = (last: Element): boolean => {
		const { activeElement } = document;
		return activeElement === null || activeElement === document.body || (activeElement === last && !holds(last));
	};
	const forget = (): void => {
		way = [];
		moved = false;
	};
	const look = (): void => {
		frame = 0;
		const [last] = way;
		if (!last || !isLost(last)) return;
		// Left on purpose, by a press beside everything; or put elsewhere in a list, which takes the focus away too.
		if (holds(last)) return moved ? give(last as HTMLElement) : forget();
		const closed = way.find((place) => place instanceof HTMLDialogElement && !place.open);
		const heir = heirOn((closed && before.get(closed)) ?? way) ?? heirOn(inMain) ?? heading();
		// The next page may still be on its way: what comes calls again.
		if (heir) give(heir);
	};
	const lookSoon = (): void => {
		// After a frame: a component that knows better has had its say.
		frame ||= requestAnimationFrame(look);
	};
	const came = ({ target }: FocusEvent): void => {
		if (!(target instanceof Element) || target === document.body) return forget();
		const next = wayFrom(target);
		const dialog = next.find((place) => place instanceof HTMLDialogElement);
		if (dialog && !way.includes(dialog)) before.set(dialog, way);
		if (!dialog && next.some((place) => place.matches('main'))) inMain = next;
		way = next;
		moved = false;
	};
	const watch = new MutationObserver((changes) => {
		const [last] = way;
		if (!last || !isLost(last)) return;
		moved ||= changes.some(({ removedNodes }) => [...removedNodes].some((node) => node.contains(last)));
		lookSoon();
	});
	watch.observe(document.body, { subtree: true, childList: true, attributeFilter: ['disabled', 'hidden', 'open'] });
	document.addEventListener('focusin', came);
	document.addEventListener('focusout', lookSoon);
	return () => {
		watch.disconnect();
		cancelAnimationFrame(frame);
		document.removeEventListener('focusin', came);
		document.removeEventListener('focusout', lookSoon);
	};
}

function heading(): HTMLElement | null {
	return [...document.querySelectorAll<HTMLElement>('main h1')].find(isShown) ?? null;
}
