/** Says what went wrong, aloud too; nothing where nothing did. */
export function Failure({ text }: { text: string | null | undefined }) {
  return text ? (
    <p className="warning is-error" role="alert">
      {text}
    </p>
  ) : null;
}
