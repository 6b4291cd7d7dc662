// How tabs inside a form look: a row of choices of which one is raised.
export const TAB_LIST = 'inline-flex max-w-full flex-wrap rounded-md border border-control bg-sunken p-0.5';
export const TAB =
  'rounded-sm px-3 py-1 text-sm text-muted max-md:px-2 max-md:py-1.5 data-[active]:bg-raised data-[active]:font-medium data-[active]:text-ink data-[active]:shadow-raised';
