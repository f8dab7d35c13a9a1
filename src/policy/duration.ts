// Lengths of time as people write them in packs and chats: `30m`, `8h`, `7d`.

import { z } from 'zod'

const units: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
}

/** Milliseconds of `90s`, `30m`, `8h` or `7d`; null when the text is anything else. */
export function parseDuration(text: string): number | null {
  const found = /^(\d{1,6})\s?([smhd])$/.exec(text.trim().toLowerCase())
  const unit = units[found?.[2] ?? '']
  if (found?.[1] === undefined || unit === undefined) return null
  return Number(found[1]) * unit
}

/** A length of time in a YAML file; parses to milliseconds. */
export const durationSchema = z.string().transform((text, context) => {
  const milliseconds = parseDuration(text)
  if (milliseconds !== null && milliseconds > 0) return milliseconds
  context.addIssue({ code: 'custom', message: 'a length of time looks like 30m, 8h or 7d' })
  return z.NEVER
})
