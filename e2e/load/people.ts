/** How the people of a server behave, whatever the workload. */
import type { PersonPlan, Role } from './person.ts';
import type { Manner, Subject } from './subjects.ts';

/** As y-protocols' awareness does it. */
const RENEW_MS = 15_000;

/** What the presence of a person says; the product writes `user` itself, our own client leaves it out. */
function userState(index: number, manner: Manner): object {
	if (manner === 'own') return {};
	const number = String(index + 1).padStart(4, '0');
	return { user: { id: `p-load-${number}`, name: `参会${index + 1}`, unitId: 'u-education', color: (index % 8) + 1 } };
}

/** How the people of a server behave: everybody but our own page's client renews its presence. */
export function planFor(subject: Subject, manner: Manner) {
	const real = subject.name === 'lianxi' ? manner : 'stock';
	return (
		role: Role,
		document: string,
		{ index, cookie }: { readonly index: number; readonly cookie: string | undefined }
	): PersonPlan => {
		const own = role === 'guest' ? 'stock' : real;
		return {
			role,
			document,
			...subject.place(document, own),
			cookie,
			state: userState(index, own),
			renewMs: own === 'own' ? null : RENEW_MS
		};
	};
}
