// What a picture in a letter shows, before it is drawn: counts, names and times as plain data.

import { z } from 'zod'

const count = z.int().min(0)

/** How a command stands in a report: four groups that everybody tells apart. */
export const outcomeGroups = ['done', 'failed', 'refused', 'open'] as const
export type OutcomeGroup = (typeof outcomeGroups)[number]

const groupsSchema = z.strictObject({ done: count, failed: count, refused: count, open: count })

/** The report of one tenant over a length of time; all times are epoch milliseconds. */
export const pictureSchema = z.strictObject({
  kind: z.literal('report'),
  since: z.int(),
  until: z.int(),
  /** The length of one part of the timeline. */
  stepMs: z.int().min(1),
  /** Commands by when they were asked, oldest part first, none left out. */
  timeline: z.array(groupsSchema).min(1).max(60),
  totals: groupsSchema,
  classes: z.array(z.strictObject({ name: z.string(), count })).max(10),
  /** Who decided most, first. */
  approvers: z.array(z.strictObject({ name: z.string(), granted: count, denied: count })).max(12),
})
export type Picture = Readonly<z.infer<typeof pictureSchema>>
