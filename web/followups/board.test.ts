import { expect, test } from 'vitest';
import { chinaCalendar } from '#shared/foundation/calendar.ts';
import { followupDefaults } from '#shared/followups/model.ts';
import { at, people, run, started, working } from '#shared/followups/scene.ts';
