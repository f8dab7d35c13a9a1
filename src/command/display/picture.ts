// The data of a picture in a message, before it is drawn: counts, names and times.

import { z } from 'zod'

const count = z.int().min(0)

/** The four groups of command outcomes in a report. */
export const outcomeGroups = ['done', 'failed', 'refused', 'open'] as const
export type OutcomeGroup = (typeof outcomeGroups)[number]

const groupsSchema = z.strictObject({ done: count, failed: count, refused: count, open: count })

/** The report of one tenant over a length of time; all times are epoch milliseconds. */
export const pictureSchema = z.strictObject({
  kind: z.literal('report'),
  since: z.int(),
  until: z.int(),
  /** The usual length of one bar of the timeline. */
  stepMs: z.int().min(1),
  /** When each bar begins; earlier versions wrote none, and all their bars were of one length. */
  starts: z.exactOptional(z.array(z.int()).min(1).max(60)),
  /** Commands by time of request, oldest bar first, without gaps. */
  timeline: z.array(groupsSchema).min(1).max(60),
  totals: groupsSchema,
  classes: z.array(z.strictObject({ name: z.string(), count })).max(10),
  /** Those with the most decisions first. */
  approvers: z.array(z.strictObject({ name: z.string(), granted: count, denied: count })).max(12),
})
export type Picture = Readonly<z.infer<typeof pictureSchema>>
