// The mark: two struts, a brace and a joint.
export function BrandMark({ size = 20 }: { readonly size?: number | undefined }) {
  return (
    <svg
      viewBox="0 0 24 24"
      width={size}
      height={size}
      aria-hidden="true"
      fill="none"
      stroke="currentColor"
      strokeWidth="2.25"
      strokeLinecap="round"
      className="shrink-0 text-accent"
    >
      <path d="M5 20 10.9 6.6M19 20 13.1 6.6M8.2 14.2h7.6" />
      <circle cx="12" cy="4.6" r="2.1" fill="currentColor" />
    </svg>
  );
}
