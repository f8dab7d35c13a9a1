// The shortest model of the quorum rules: the reference for the real step.

export interface QuorumTerms {
  readonly approvers: number
  readonly denials: number
  /** Roles, each of which a different granting person must have. */
  readonly groups: readonly string[]
}

interface Member {
  roles: readonly string[]
  suspended: boolean
  /** The delegate, until this minute. */
  delegate: { readonly to: string; readonly until: number } | null
}

interface Card {
  readonly insteadOf: string | null
  open: boolean
}

interface Vote {
  readonly grant: boolean
  readonly insteadOf: string | null
}

export type End = 'open' | 'granted' | 'denied' | 'expired' | 'refused'

/** Mutable and small on purpose. */
export interface QuorumModel {
  readonly terms: QuorumTerms
  readonly requester: string
  readonly members: Map<string, Member>
  readonly cards: Map<string, Card>
  readonly votes: Map<string, Vote>
  end: End
  /** Minutes since the beginning. */
  now: number
  expiresAt: number
}

const approvingRoles: readonly string[] = ['approver', 'security', 'owner']

export function createModel(
  terms: QuorumTerms,
  requester: string,
  people: readonly (readonly [string, readonly string[]])[],
): QuorumModel {
  const member = (roles: readonly string[]): Member => ({ roles, suspended: false, delegate: null })
  return {
    terms,
    requester,
    members: new Map(people.map(([id, roles]) => [id, member(roles)])),
    cards: new Map(),
    votes: new Map(),
    end: 'open',
    now: 0,
    expiresAt: 0,
  }
}

export function memberOf(model: QuorumModel, id: string): Member {
  const member = model.members.get(id)
  if (member === undefined) throw new Error(`Nobody is called ${id}.`)
  return member
}

/** Each person who may approve, or the delegate, gets a card; at most one per human. */
export function ask(model: QuorumModel, minutes: number): void {
  model.expiresAt = model.now + minutes
  const absent: (readonly [string, string])[] = []
  for (const id of [...model.members.keys()].toSorted()) {
    if (!mayApprove(model, id)) continue
    const to = standIn(model, id)
    if (to === null || to === model.requester) model.cards.set(id, { insteadOf: null, open: true })
    else absent.push([id, to])
  }
  for (const [id, to] of absent)
    if (!model.cards.has(to)) model.cards.set(to, { insteadOf: id, open: true })
  if (model.cards.size < model.terms.approvers) model.end = 'refused'
}

function mayApprove(model: QuorumModel, id: string): boolean {
  const { roles, suspended } = memberOf(model, id)
  const entitled = roles.some((role) => approvingRoles.includes(role))
  return entitled && !suspended && id !== model.requester
}

function standIn(model: QuorumModel, id: string): string | null {
  const { delegate } = memberOf(model, id)
  if (delegate === null || model.now >= delegate.until) return null
  return memberOf(model, delegate.to).suspended ? null : delegate.to
}

function counts(model: QuorumModel, id: string, insteadOf: string | null): boolean {
  if (insteadOf === null) return mayApprove(model, id)
  return mayApprove(model, insteadOf) && standIn(model, insteadOf) === id
}

/** Answers with the person's newest token. */
export function answer(model: QuorumModel, id: string, grant: boolean): void {
  const card = model.cards.get(id)
  if (model.end !== 'open' || card?.open !== true || memberOf(model, id).suspended) return
  if (!counts(model, id, card.insteadOf)) return
  card.open = false
  model.votes.set(id, { grant, insteadOf: card.insteadOf })
  const all = [...model.votes].map(([voter, vote]) => ({ voter, ...vote }))
  const reached = standing(model, all)
  if (reached !== 'granted') model.end = reached
  else {
    // The last gate: grants of people who have lost their right do not count.
    const kept = all.filter((one) => !one.grant || counts(model, one.voter, one.insteadOf))
    model.end = standing(model, kept) === 'granted' ? 'granted' : 'refused'
  }
}

function standing(
  model: QuorumModel,
  votes: readonly { readonly voter: string; readonly grant: boolean }[],
): 'open' | 'granted' | 'denied' {
  const { approvers, denials, groups } = model.terms
  if (votes.filter((one) => !one.grant).length >= denials) return 'denied'
  const granted = votes.filter((one) => one.grant).map((one) => one.voter)
  return granted.length >= approvers && fits(model, groups, granted) ? 'granted' : 'open'
}

/** Tries every assignment of the places to different people. */
function fits(model: QuorumModel, places: readonly string[], people: readonly string[]): boolean {
  const [role, ...rest] = places
  if (role === undefined) return true
  return people.some(
    (id) =>
      memberOf(model, id).roles.includes(role) &&
      fits(
        model,
        rest,
        people.filter((one) => one !== id),
      ),
  )
}

/** Withdraws a grant: it no longer counts, and its voter gets a new token. */
export function takeBack(model: QuorumModel, id: string): void {
  const vote = model.votes.get(id)
  if (model.end !== 'open' || vote?.grant !== true || memberOf(model, id).suspended) return
  model.votes.delete(id)
  model.cards.set(id, { insteadOf: vote.insteadOf, open: true })
}

/**
 * A delegation has ended: its card and grant are void, and the person who answers now gets a card.
 */
export function handOver(model: QuorumModel, id: string): void {
  if (model.end !== 'open') return
  const stale = [...model.cards].find(
    ([holder, card]) => card.insteadOf === id && !counts(model, holder, id),
  )
  if (stale === undefined) return
  const [holder] = stale
  const vote = model.votes.get(holder)
  model.cards.delete(holder)
  if (vote?.grant === true && vote.insteadOf === id) model.votes.delete(holder)
  if (!mayApprove(model, id)) return
  const to = standIn(model, id)
  const own = to === null || to === model.requester
  const next = own ? id : to
  if (!model.cards.has(next)) model.cards.set(next, { insteadOf: own ? null : id, open: true })
}

/** Advances the time; what ends in these minutes ends in order, the request before a delegation. */
export function pass(model: QuorumModel, minutes: number): void {
  const until = model.now + minutes
  const ends = [...model.members]
    .flatMap(([id, { delegate }]) => (delegate === null ? [] : [{ id, at: delegate.until }]))
    .filter(({ at }) => at > model.now && at <= until)
    .toSorted((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
  for (const { id, at } of ends) {
    moveTo(model, at)
    handOver(model, id)
  }
  moveTo(model, until)
}

function moveTo(model: QuorumModel, at: number): void {
  model.now = at
  if (model.end === 'open' && model.now >= model.expiresAt) model.end = 'expired'
}
