// The verifier in a browser: the user chooses or drops a file, and nothing leaves the page.

import { checkPack } from './check.ts'
import { directionParts } from './direction.ts'
import { bytesMost, tooLong } from './pack-file.ts'
import { type Happening, storyOf } from './story.ts'

/** The part of the DOM that is used here. */
interface Node {
  textContent: string | null
  className: string
  value?: string
  readonly files?: Files | null
  append(...children: readonly Node[]): void
  replaceChildren(...children: readonly Node[]): void
  addEventListener(what: string, hear: (event: Dropped) => void): void
}
interface Dropped {
  preventDefault(): void
  readonly dataTransfer?: { readonly files: Files } | null
}
interface Files {
  readonly [index: number]: { readonly size: number; text(): Promise<string> } | undefined
}
declare const document: {
  readonly body: Node
  createElement(name: string): Node
  getElementById(id: string): Node | null
}

declare function setTimeout(run: () => void, milliseconds: number): unknown

/** Enough to draw the page first, and to wait while somebody types. */
const pauseMs = 100
/** The most that are shown; all of them are checked. */
const happeningsMost = 2_000
const linesMost = 1_000

/** Attaches the event listeners. */
export function openPage(): void {
  const file = byId('file')
  const key = byId('key')
  const witnesses = byId('witnesses')
  let text: string | null = null
  let asked = 0
  /** A large pack takes seconds: shows that first, and runs only the last request. */
  const check = () => {
    if (text === null) return
    const found = text
    asked += 1
    const mine = asked
    tell('Checking\u2026', element('p', 'Checking\u2026', 'dim'))
    setTimeout(() => {
      const expected = key.value?.trim() ?? ''
      const named = (witnesses.value ?? '').split(/\s+/).filter((one) => one !== '')
      if (mine === asked) show(found, expected === '' ? null : expected, named)
    }, pauseMs)
  }
  const take = (files: Files | null | undefined) => {
    const taken = files?.[0]
    if (taken === undefined) return
    // Removes the verdict on the previous file first, also when this one cannot be read.
    asked += 1
    tell('')
    const isTooLong = taken.size > bytesMost
    void (isTooLong ? Promise.reject(new RangeError(tooLong)) : taken.text()).then(
      (found) => {
        text = found
        check()
      },
      () => {
        text = null
        const why = `The file ${isTooLong ? tooLong : 'cannot be read.'}`
        tell(why, element('p', why, 'verdict bad'))
      },
    )
  }
  file.addEventListener('change', () => take(file.files))
  for (const field of [key, witnesses]) field.addEventListener('input', check)
  document.body.addEventListener('dragover', (event) => event.preventDefault())
  document.body.addEventListener('drop', (event) => {
    event.preventDefault()
    take(event.dataTransfer?.files)
  })
}

function show(text: string, expected: string | null, witnesses: readonly string[]): void {
  const verdict = checkPack(text, expected, witnesses)
  const state = { green: 'good', amber: 'missing', red: 'bad' }[verdict.colour]
  const { events, around, lines } = verdict
  const told = storyOf(events.slice(0, happeningsMost), around.slice(0, happeningsMost))
  const story = told.flatMap(({ title, happenings }) => [
    element('h2', title),
    ...(happenings.length === 0 ? [element('p', 'Nothing.', 'dim')] : []),
    ...happenings.map(drawn),
  ])
  const wrong = lines.filter((one) => one.state === 'bad')
  const sorted = [...wrong, ...lines.filter((one) => one.state !== 'bad')]
  const shown = lines.length > linesMost ? sorted.slice(0, linesMost) : lines
  tell(
    verdict.summary,
    element('p', verdict.summary, `verdict ${state}`),
    element('h1', verdict.title),
    ...story,
    ...leftOut(events.length - happeningsMost, 'proved artifacts'),
    ...leftOut(around.length - happeningsMost, 'proved artifacts of the environment'),
    element('h2', 'Checks'),
    ...shown.map((line) => element('p', line.text, `line ${line.state}`)),
    ...leftOut(lines.length - shown.length, 'checks'),
  )
}

/** An ARIA live region of its own, so that a screen reader does not read the whole story. */
function tell(aloud: string, ...shown: readonly Node[]): void {
  byId('said').textContent = aloud
  byId('result').replaceChildren(...shown)
}

function drawn({ time, actor, type, did, fields }: Happening): Node {
  const item = element('section', '')
  item.append(element('h3', `${actor} ${did ?? type}`), element('p', `${type} · ${time}`, 'dim'))
  for (const [name, value] of fields ?? [['body', 'not in this pack'] as const])
    item.append(element('p', `${name}: ${value}`))
  return item
}

function leftOut(count: number, what: string): readonly Node[] {
  const more = `${count} more ${what} count for the verdict and are not shown here; verify.mjs tells all.`
  return count > 0 ? [element('p', more, 'line note')] : []
}

/** Set as text, so that nothing in a pack becomes markup. */
function element(name: string, text: string, className = ''): Node {
  const made = document.createElement(name)
  const [first = '', ...more] = directionParts(text)
  made.textContent = first
  made.className = className
  made.append(...more.map((part, at) => element(at % 2 === 0 ? 'bdi' : 'span', part)))
  return made
}

function byId(id: string): Node {
  const found = document.getElementById(id)
  if (found === null) throw new Error(`The page has no ${id}.`)
  return found
}
