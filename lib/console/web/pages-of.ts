/** What a screen reader says about the pages of a table. */
export const pagesOf = (what: string) => ({
  nextPageLabel: 'Next page',
  previousPageLabel: 'Previous page',
  paginationLabel: `Pages of ${what}`,
  pageLabel: (page: number) => `Page ${page} of ${what}`,
});
