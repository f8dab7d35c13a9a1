// Modules of commands import each other in circles; whichever is loaded first, all must be whole.

import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))

it.each(['answered/outdated.ts', 'inside/people.ts', 'inside/policy.ts', 'lapsed/retention.ts'])(
  '%s can be loaded before all other modules and knows every operation',
  (first) => {
    const [path, operations] = [first, 'inside/operations.ts'].map((one) =>
      JSON.stringify(`${root}src/command/${one}`),
    )
    const text = `import(${path}).then(async () => {
    const { planInside } = await import(${operations})
    const rules = { tenants: new Map(), packs: new Map(), pack: null }
    const command = { tenant: 'dev:acme', slots: { person: 'nobody' } }
    const facts = { rules, people: [], commands: new Map() }
    const made = planInside(facts, command, { does: 'aval.people.suspend' })
    console.log(made.kind)
  })`
    const program = ['--import', 'tsx', '--input-type=module', '--eval', text]
    expect(execFileSync(process.execPath, program, { cwd: root, encoding: 'utf8' })).toBe('no\n')
  },
)
