// A QR code as one path: dark on light in both themes, because cameras expect it so.
import drawQrCode from 'qrcode-generator';
import { useMemo } from 'react';

const QUIET_MODULES = 4;

export function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
  const { size, path } = useMemo(() => drawingOf(text), [text]);
  const edge = size + 2 * QUIET_MODULES;
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`${-QUIET_MODULES} ${-QUIET_MODULES} ${edge} ${edge}`}
      shapeRendering="crispEdges"
      className="scheme-light size-44 rounded-md bg-raised text-ink"
    >
      <path d={path} fill="currentColor" />
    </svg>
  );
}

function drawingOf(text: string): { readonly size: number; readonly path: string } {
  const code = drawQrCode(0, 'M');
  code.addData(text);
  code.make();
  const size = code.getModuleCount();
  const places = Array.from({ length: size }, (_, index) => index);
  const dark = places.flatMap((row) => places.filter((column) => code.isDark(row, column)).map((column) => `M${column} ${row}h1v1h-1z`));
  return { size, path: dark.join('') };
}
