// Why a sign-in through a provider ended on our sign-in page instead.
export interface ProviderProblem {
  readonly title: string;
  readonly children: string;
}

const PROBLEMS: Readonly<Record<string, ProviderProblem>> = {
  denied: {
    title: 'Sign-in was cancelled',
    children: 'The provider was not allowed to tell us who you are. Try again, or use your password.',
  },
  expired: { title: 'Sign-in took too long', children: 'Begin again; each attempt is good for ten minutes.' },
  unverified: {
    title: 'Your e-mail address is not confirmed there',
    children: 'We accept an address from a provider only when it has confirmed it. Confirm it there, or sign in with a password.',
  },
  not_linked: {
    title: 'This address has an account here already',
    children: 'Its address is not confirmed, so the two are not joined by themselves. Sign in with your password.',
  },
  closed: { title: 'Sign-up is by invitation', children: 'There is no account with that address here. Ask a member to invite you.' },
};

const OTHER: ProviderProblem = {
  title: 'Sign-in did not work',
  children: 'The provider did not tell us who you are. Try again in a moment.',
};

export const providerProblem = (code: string): ProviderProblem => (Object.hasOwn(PROBLEMS, code) ? PROBLEMS[code] : undefined) ?? OTHER;
