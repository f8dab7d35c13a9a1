// Checks the machine: runtime, variables, user, disk and clock.

import { statfsSync } from 'node:fs'
import type { Environment } from '../../policy/names.ts'
import { ownerOf } from '../folder-owner.ts'
import { unmaintainedNode, unsupportedNode } from '../node-version.ts'
import type { Variables } from '../secrets.ts'
import { clockSlackMs, type Finding, ok, real, unsafe, unsafeIn, warning } from './finding.ts'

export interface Machine {
  readonly environment: Environment
  readonly folder: string
  readonly variables: Variables
  /** `20.20.2` */
  readonly nodeVersion: string
  /** 0 is root; null if the system has no users. */
  readonly user: number | null
  readonly now: number
  /** When the newest evidence was written; null for none. */
  readonly newestAt: number | null
}

const mebibyte = 1024 ** 2
/** The program did not exist before this date. */
const oldestClock = Date.UTC(2025, 0, 1)

export function checkMachine(machine: Machine): readonly Finding[] {
  return [node(machine), ...variables(machine), ...user(machine), disk(machine), clock(machine)]
}

function node({ nodeVersion, now }: Machine): Finding {
  const unfit = unsupportedNode(nodeVersion)
  if (unfit !== null) return unsafe('node', unfit.what, unfit.mend)
  const unmended = unmaintainedNode(nodeVersion, now)
  if (unmended !== null) return warning('node', unmended.what, unmended.mend)
  return ok('node', `Node ${nodeVersion}`)
}

function variables({ environment, variables }: Machine): readonly Finding[] {
  const found: Finding[] = []
  if (variables['NODE_TLS_REJECT_UNAUTHORIZED'] === '0')
    found.push(
      unsafe(
        'tls',
        'NODE_TLS_REJECT_UNAUTHORIZED=0 lets anybody pose as WhatsApp or as a connector.',
        'Unset it.',
      ),
    )
  if (variables['NODE_OPTIONS'] !== undefined)
    found.push(
      unsafeIn(['prod'], environment, [
        'node_options',
        'NODE_OPTIONS is set; it can load code into this process before it is isolated.',
        'Unset it.',
      ]),
    )
  const proxy = proxies.find((name) => (variables[name] ?? '') !== '')
  if (proxy !== undefined)
    found.push(
      warning(
        'proxy',
        `${proxy} is set, but Aval uses no proxy: not for WhatsApp, connectors or places outside.`,
        'Let this machine reach them directly (docs/operations.md), and unset it here.',
      ),
    )
  return found
}

const proxies = ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY'].flatMap((name) => [
  name,
  name.toLowerCase(),
])

function user({ environment, folder, user }: Machine): readonly Finding[] {
  if (user !== 0) return []
  const owner = ownerOf(folder) ?? user
  if (owner !== user)
    return [
      warning(
        'user',
        `This runs as root, but ${folder} belongs to user ${owner}: what that user may not read or write is not seen.`,
        `Run it as that user: sudo -u '#${owner}' aval …; commands that write refuse root here.`,
      ),
    ]
  return [
    real.includes(environment)
      ? warning(
          'user',
          'This runs as root: file modes do not separate the environments.',
          'Give each environment a user of its own: scripts/aval@.service does.',
        )
      : ok('user', 'runs as root'),
  ]
}

function disk({ environment, folder }: Machine): Finding {
  const { bavail, bsize } = statfsSync(folder)
  const free = Math.floor((bavail * bsize) / mebibyte)
  if (free < 100)
    return unsafeIn(real, environment, [
      'disk',
      `Only ${free} MiB are free; without space for evidence no command runs.`,
      'Make room.',
    ])
  if (free < 1024) return warning('disk', `Only ${free} MiB are free.`, 'Free some space soon.')
  return ok('disk', `${free} MiB free`)
}

function clock({ now, newestAt, environment }: Machine): Finding {
  if (now < oldestClock)
    return unsafe(
      'clock',
      'The clock is set to before this program was made.',
      'Set the clock; use NTP.',
    )
  if (newestAt !== null && newestAt > now + clockSlackMs)
    return unsafeIn(real, environment, [
      'clock',
      'The newest evidence is in the future: the clock is wrong now, or was then.',
      'Set the clock, and use NTP. If it is right now, time goes on from the newest evidence, and codes of apps do not fit until the clock is there: wait for that, or restore a copy from before.',
    ])
  return ok('clock', 'no earlier than the newest evidence')
}
