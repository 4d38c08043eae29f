/** Formats that CodeArtifact knows (service model, PackageFormat). */
const FORMATS = 'npm|pypi|maven|nuget|generic|ruby|swift|cargo';

/** The combinations that the user guide allows ("Package group definition syntax and matching behavior"). */
const SYNTAX = new RegExp(`^/(?:\\*|(?:${FORMATS})/(?:\\*|[^/*~$]+~|[^/*~$]*/\\*|[^/*~$]*/[^/*~$]+[~$]))$`);

/**
 * Pattern of a package group. It is a package's path `/FORMAT/NAMESPACE/NAME`, cut short and ended by a suffix: `$` for
 * exactly this package, `~` for a prefix of whole words, `*`, only after a slash, for everything below.
 */
export class GroupPattern {
  private readonly head: string;
  private readonly suffix: string;

  /** @throws Error that says what a pattern looks like */
  constructor(readonly text: string) {
    if (!SYNTAX.test(text))
      throw new Error(
        `expected a package group pattern such as "/*", "/pypi/*", "/pypi//name$" or "/pypi//prefix~", got "${text}" ` +
          '("*" stands only after a slash)',
      );
    this.head = text.slice(0, -1);
    this.suffix = text.slice(-1);
  }

  /** Whether a package's path matches. */
  matches(path: string): boolean {
    if (this.suffix === '$') return path === this.head;
    if (!path.startsWith(this.head)) return false;
    return this.suffix === '*' || isWordBoundary(path, this.head.length);
  }

  /** Whether each package of `other` would also match here. */
  covers(other: GroupPattern): boolean {
    return this.isLessSpecificThan(other) && (this.suffix === '$' ? false : this.matches(other.head));
  }

  /** The longer pattern is the more specific one; of patterns of one length `$` is the most specific. */
  isLessSpecificThan(other: GroupPattern): boolean {
    if (this.head.length !== other.head.length) return this.head.length < other.head.length;
    return '*~$'.indexOf(this.suffix) < '*~$'.indexOf(other.suffix);
  }
}

/** Words are runs of letters or of digits; separators and changes between the two end them. */
function isWordBoundary(path: string, at: number): boolean {
  const kind = (character: string | undefined) =>
    character === undefined
      ? ''
      : /\p{L}/u.test(character)
        ? 'letter'
        : /\p{N}/u.test(character)
          ? 'digit'
          : '';
  const [before, after] = [kind(path[at - 1]), kind(path[at])];
  return after === '' || before !== after;
}
