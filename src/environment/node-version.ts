// The supported Node.js releases, and until when they get security fixes.

/** As `engines` in package.json: major version and its first supported minor. */
const supported: readonly Release[] = [
  { major: 20, firstMinor: 19, mendedUntil: Date.UTC(2026, 3, 30) },
  { major: 22, firstMinor: 12, mendedUntil: Date.UTC(2027, 3, 30) },
  { major: 24, firstMinor: 11, mendedUntil: Date.UTC(2028, 3, 30) },
]

interface Release {
  readonly major: number
  readonly firstMinor: number
  /** The last day with security fixes, in ms since 1970. */
  readonly mendedUntil: number
}

export interface NodeProblem {
  readonly what: string
  readonly mend: string
}

const mend = 'Run Aval on Node 24 (24.11 or later) or 22 (22.12 or later).'

/** Null if this version is supported. `version` as in `process.versions.node`. */
export function unsupportedNode(version: string): NodeProblem | null {
  if (releaseOf(version) !== undefined) return null
  const isNewer = majorOf(version) > Math.max(...supported.map(({ major }) => major))
  const why = isNewer ? 'newer than any that Aval was tried on' : 'too old, or no long-term release'
  return { what: `Node ${version} is ${why}.`, mend }
}

/** A warning if this release no longer gets security fixes; null while it does. */
export function unmaintainedNode(version: string, now: number): NodeProblem | null {
  const release = releaseOf(version)
  if (release === undefined || now < release.mendedUntil) return null
  const day = new Date(release.mendedUntil).toISOString().slice(0, 10)
  return { what: `Node ${version} runs Aval, but has had no security fixes since ${day}.`, mend }
}

/**
 * Node 24 crashes when an object of a driver compiled with headers of 24.19 or later is
 * garbage-collected (nodejs/node issue 65446); `scripts/driver.mjs` compiles it with others.
 */
export function unsafeDriver(version: string, isSafe: () => boolean): NodeProblem | null {
  if (majorOf(version) !== 24 || isSafe()) return null
  return {
    what: `SQLite's driver was compiled in a way that crashes Node ${version}.`,
    mend: 'Run npm ci again in the folder of Aval, with scripts allowed: it compiles the driver anew.',
  }
}

function releaseOf(version: string): Release | undefined {
  const minor = Number(version.split('.')[1])
  return supported.find((one) => one.major === majorOf(version) && minor >= one.firstMinor)
}

function majorOf(version: string): number {
  return Number(version.split('.')[0])
}
