// What can be wrong with a chain: each break is data, with an English sentence for the terminal.

/** The columns that are derived from an artifact's bytes. */
export type Column = 'seq' | 'id' | 'type' | 'time' | 'tenant' | 'actor' | 'command_id' | 'erased'

/** One break. `seq` is its artifact; `last` ends a range, inclusive. */
export type Break =
  /** The bytes are not an artifact in canonical form. */
  | { readonly what: 'malformed'; readonly seq: number }
  /** Written by a newer version (more may follow); what it adds is unknown here. */
  | { readonly what: 'written_by_newer'; readonly seq: number; readonly found: string }
  /** The bytes do not match the stored hash. */
  | { readonly what: 'hash_differs'; readonly seq: number }
  /** `prev_hash` is not the hash of the artifact before it. */
  | { readonly what: 'prev_hash_breaks'; readonly seq: number }
  /** Artifacts `seq` to `last` are missing. */
  | { readonly what: 'gap'; readonly seq: number; readonly last: number }
  | { readonly what: 'duplicate'; readonly seq: number }
  | { readonly what: 'reordered'; readonly seq: number }
  | { readonly what: 'wrong_environment'; readonly seq: number; readonly found: string }
  | { readonly what: 'wrong_tenant'; readonly seq: number; readonly found: string }
  | { readonly what: 'column_differs'; readonly seq: number; readonly column: Column }
  /** The body does not match its digest. */
  | { readonly what: 'body_differs'; readonly seq: number }
  /** The body is gone without an `evidence.erased` artifact that says so. */
  | { readonly what: 'body_missing'; readonly seq: number; readonly last: number }
  /** The body is still there although an `evidence.erased` artifact says that it was erased. */
  | { readonly what: 'body_kept'; readonly seq: number; readonly last: number }
  /** An `evidence.erased` artifact whose body does not say what was erased. */
  | { readonly what: 'erasure_unreadable'; readonly seq: number }
  /** The chain ends before the recorded head; `seq` is the first that is missing. */
  | { readonly what: 'shorter_than_head'; readonly seq: number; readonly last: number }
  | { readonly what: 'head_differs'; readonly seq: number }
  /** The chain ends before a checkpoint's size; `seq` is the first that is missing. */
  | { readonly what: 'shorter_than_checkpoint'; readonly seq: number; readonly last: number }
  /** The first `seq` artifacts do not have the root that the checkpoint signed. */
  | { readonly what: 'checkpoint_root_differs'; readonly seq: number }
  /** No trusted key signed it. */
  | { readonly what: 'checkpoint_unsigned'; readonly seq: number }
  /** It is about another instance, environment or tenant. */
  | { readonly what: 'checkpoint_elsewhere'; readonly seq: number; readonly found: string }
  | { readonly what: 'checkpoint_malformed'; readonly seq: number }
  /** A signature line names a known witness, but is not valid. */
  | { readonly what: 'cosignature_wrong'; readonly seq: number; readonly found: string }
  /** A witness was required, and cosigned none of the kept checkpoints. */
  | { readonly what: 'cosignature_missing'; readonly seq: number; readonly found: string }

/** The break as one plain sentence, for the command line. */
export function describe(found: Break): string {
  const at = `Artifact ${found.seq}`
  const checkpoint = `The checkpoint of size ${found.seq}`
  switch (found.what) {
    case 'malformed':
      return `${at} is not an artifact in canonical form.`
    case 'written_by_newer':
      return `${at} was written by a newer Aval (${quoted(found.found)}), which knows more: update this one, and verify again.`
    case 'hash_differs':
      return `${at} was changed: its bytes do not hash to its hash.`
    case 'prev_hash_breaks':
      return `${at} does not follow from the one before it.`
    case 'gap':
      return `The chain has a gap: ${range(found)} missing.`
    case 'duplicate':
      return `${at} occurs twice.`
    case 'reordered':
      return `${at} stands after a later one.`
    case 'wrong_environment':
      return `${at} belongs to the environment ${quoted(found.found)}.`
    case 'wrong_tenant':
      return `${at} belongs to the tenant ${quoted(found.found)}.`
    case 'column_differs':
      return `${at} has a column ${found.column} that differs from what was sealed.`
    case 'body_differs':
      return `${at} has a body that is not the one that was sealed.`
    case 'body_missing':
      return `Bodies are missing: ${range(found)} without one, and no evidence.erased artifact says so.`
    case 'body_kept':
      return `Bodies were kept: ${range(found)} called erased by an evidence.erased artifact.`
    case 'erasure_unreadable':
      return `Artifact ${found.seq} is an evidence.erased that does not say what it erased.`
    case 'shorter_than_head':
      return `The chain was cut: ${range(found)} missing before the recorded head.`
    case 'head_differs':
      return `Artifact ${found.seq} is not the one that was recorded as the head.`
    case 'shorter_than_checkpoint':
      return `The chain was cut: ${range(found)} missing, and a checkpoint has seen them.`
    case 'checkpoint_root_differs':
      return `${checkpoint} signed other artifacts than those that are here.`
    case 'checkpoint_unsigned':
      return `${checkpoint} is not signed by a key that we trust.`
    case 'checkpoint_elsewhere':
      return `${checkpoint} speaks of ${quoted(found.found)}.`
    case 'checkpoint_malformed':
      return 'A checkpoint is not a signed note with origin, size and root.'
    case 'cosignature_wrong':
      return `${checkpoint} has a cosignature of ${quoted(found.found)} that does not hold.`
    case 'cosignature_missing':
      return `No checkpoint that was kept is cosigned by ${quoted(found.found)}.`
  }
}

function range(found: { readonly seq: number; readonly last: number }): string {
  if (found.seq === found.last) return `artifact ${found.seq} is`
  return `artifacts ${found.seq} to ${found.last} are`
}

/** As a JSON string, so that control characters cannot affect the terminal. */
function quoted(text: string): string {
  return JSON.stringify(text)
}
