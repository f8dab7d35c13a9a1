// On which releases of Node.js this runs, and why on no newer ones.

/** As `engines` in package.json says it: major, and the first minor of it. */
const supported: readonly (readonly [major: number, minor: number])[] = [
  [20, 19],
  [22, 12],
]

export interface UnfitNode {
  readonly what: string
  readonly mend: string
}

/**
 * Null where this release will do. `version` as in `process.versions.node`. On Node 24 a statement
 * of better-sqlite3 12 that is collected can end the whole process (its issue 1515), and
 * better-sqlite3 13 knows Node 20 no more.
 */
export function unfitNode(version: string): UnfitNode | null {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (supported.some(([known, first]) => major === known && minor >= first)) return null
  const what =
    major > 22
      ? `Node ${version} can end SQLite's driver in the middle of its work.`
      : `Node ${version} is too old, or no long-term release.`
  return { what, mend: 'Run Aval on Node 22 (22.12 or later) or 20 (20.19 or later).' }
}
