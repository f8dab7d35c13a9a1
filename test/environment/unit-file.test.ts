// The systemd unit as systemd itself reads it: no mistake in it, and the restrictions that the
// guide claims.

import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { freshFolder } from '../fresh-folder.ts'
import { root } from './pair-of-homes.ts'

/** Why systemd is not usable on this machine; empty when it is. */
function whyNot(): string {
  const asked = spawnSync('systemd-analyze', ['--version'], { encoding: 'utf8' })
  if (asked.error !== undefined) return 'systemd-analyze is not installed'
  const version = Number(/^systemd (\d+)/.exec(asked.stdout)?.[1])
  return version >= 250 ? '' : `systemd ${version} does not judge a file offline`
}

const reason = whyNot()
const unit = readFileSync(join(root, 'scripts', 'aval@.service'), 'utf8')
let folder: string
beforeAll(() => {
  folder = freshFolder()
})

/** The unit with the path of Node.js on this machine. */
function ask(text: string, ...args: readonly string[]) {
  const file = join(folder, 'aval@.service')
  writeFileSync(file, text.replaceAll('/usr/bin/node', process.execPath))
  const ran = spawnSync('systemd-analyze', ['--no-pager', ...args, file], {
    encoding: 'utf8',
    env: { ...process.env, LANG: 'C', SYSTEMD_COLORS: '0' },
  })
  return { code: ran.status, out: ran.stdout, err: ran.stderr }
}

describe.skipIf(reason !== '')(`the systemd unit, read by systemd ${reason}`, () => {
  test('gives no complaint', () => {
    expect(ask(unit, 'verify')).toEqual({ code: 0, out: '', err: '' })
  })

  test('would give a complaint for an unknown setting or a missing program', () => {
    const misspelt = unit.replace('ProtectHome=yes', 'ProtectHomes=yes')
    expect(ask(misspelt, 'verify').err).toContain('ProtectHomes')
    const lost = unit.replace('ExecStart=/usr/bin/node', 'ExecStart=/usr/bin/no-such-node')
    expect(ask(lost, 'verify').code).not.toBe(0)
  })

  test('has an exposure level no higher than docs/operations.md says', () => {
    const guide = readFileSync(join(root, 'docs', 'operations.md'), 'utf8')
    const claimed = Number(/exposure level (\d\.\d)/.exec(guide)?.[1])
    expect(claimed).toBeGreaterThan(0)
    const judged = ask(unit, 'security', '--offline=true')
    const level = Number(/exposure level for \S+: (\d\.\d)/.exec(judged.out)?.[1])
    expect(level).toBeGreaterThan(0)
    expect(level).toBeLessThanOrEqual(claimed)
    const open = unit.replace('CapabilityBoundingSet=\n', '')
    const worse = ask(open, 'security', '--offline=true', `--threshold=${claimed * 10}`)
    expect(worse.code).not.toBe(0)
  })
})
