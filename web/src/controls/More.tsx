import type { Page } from './usePages';

interface Props {
  /** What is shown of the list; null before the first page has come. */
  page: Page<unknown> | null;
  onMore: () => void;
}

/** Fetches the next page of a list, where there is one. */
export function More({ page, onMore }: Props) {
  return (
    page?.next && (
      <button type="button" onClick={onMore}>
        More
      </button>
    )
  );
}
