// The verifier in a browser: the user chooses or drops a file, and nothing leaves the page.

import { checkPack } from './check.ts'
import { type Happening, storyOf } from './story.ts'

/** The little of a browser's page that is used here. */
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
  readonly [index: number]: { text(): Promise<string> } | undefined
}
declare const document: {
  readonly body: Node
  createElement(name: string): Node
  getElementById(id: string): Node | null
}

declare function setTimeout(run: () => void, milliseconds: number): unknown

/** Long enough for the page to be drawn, and for somebody who types. */
const pauseMs = 100
/** A browser does not draw hundreds of thousands of these; all of them are checked. */
const happeningsMost = 2_000
const linesMost = 1_000

/** Make the page live. */
export function openPage(): void {
  const file = byId('file')
  const key = byId('key')
  const witnesses = byId('witnesses')
  let text: string | null = null
  let asked = 0
  /** A large pack takes seconds: the page says so first, and only the last wish is carried out. */
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
    // The verdict on another file must not stand meanwhile, nor where this one cannot be read.
    asked += 1
    tell('')
    void taken
      .text()
      .catch(() => '')
      .then((found) => {
        text = found
        check()
      })
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
  const { events, lines } = verdict
  const story = storyOf(events.slice(0, happeningsMost)).flatMap(({ title, happenings }) => [
    element('h2', title),
    ...(happenings.length === 0 ? [element('p', 'Nothing.', 'dim')] : []),
    ...happenings.map(drawn),
  ])
  const wrong = lines.filter((one) => one.state === 'bad')
  const told = [...wrong, ...lines.filter((one) => one.state !== 'bad')]
  const shown = lines.length > linesMost ? told.slice(0, linesMost) : lines
  tell(
    verdict.summary,
    element('p', verdict.summary, `verdict ${state}`),
    element('h1', verdict.title),
    ...story,
    ...leftOut(events.length - happeningsMost, 'proved artifacts'),
    element('h2', 'Checks'),
    ...shown.map((line) => element('p', line.text, `line ${line.state}`)),
    ...leftOut(lines.length - shown.length, 'checks'),
  )
}

/** A screen reader says the verdict by itself, and not all of the story with it. */
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

/** Text goes in as text only, so that nothing in a pack can become a part of the page. */
function element(name: string, text: string, className = ''): Node {
  const made = document.createElement(name)
  made.textContent = text
  made.className = className
  return made
}

function byId(id: string): Node {
  const found = document.getElementById(id)
  if (found === null) throw new Error(`The page has no ${id}.`)
  return found
}
