// The name of the organization, with a menu of all of them and the way to a new one.
import { Menu } from '@base-ui/react/menu';
import { ChevronsUpDown, Plus } from 'lucide-react';
import { useState } from 'react';
import { paths } from '../api/paths.ts';
import type { Membership } from '../api/session.ts';
import { NewOrganizationDialog } from './new-organization-dialog.tsx';
import { PageLink } from './page-link.tsx';

interface OrganizationSwitcherProps {
  readonly org: string;
  readonly organizations: readonly Membership[];
}

export function OrganizationSwitcher({ org, organizations }: OrganizationSwitcherProps) {
  const name = organizations.find(({ slug }) => slug === org)?.name ?? org;
  const [isAdding, setAdding] = useState(false);
  return (
    <>
      <Menu.Root>
        <Menu.Trigger
          className="-mx-1.5 flex min-w-0 flex-1 items-center gap-1.5 rounded-md px-1.5 py-1 font-semibold hover:bg-hover"
          aria-label={`Organization ${name}`}
        >
          <span className="truncate">{name}</span>
          <ChevronsUpDown size={13} aria-hidden="true" className="ms-auto shrink-0 text-faint" />
        </Menu.Trigger>
        <Menu.Portal>
          <Menu.Positioner sideOffset={4} align="start" className="z-50">
            <Menu.Popup className="overlay min-w-48 rounded-lg border border-line-strong bg-raised p-1 shadow-overlay outline-none">
              {organizations.map(({ slug, name: label, role }) => (
                <Menu.Item
                  key={slug}
                  render={<PageLink to={paths.overview(slug)} />}
                  className="flex items-center gap-4 rounded-md px-2.5 py-1.5 text-sm outline-none data-[highlighted]:bg-hover"
                >
                  <span className={slug === org ? 'font-medium' : ''}>{label}</span>
                  <span className="ms-auto text-xs text-faint">{role}</span>
                </Menu.Item>
              ))}
              <Menu.Separator className="my-1 h-px bg-line" />
              <Menu.Item
                onClick={() => setAdding(true)}
                className="flex cursor-pointer items-center gap-2 rounded-md px-2.5 py-1.5 text-sm outline-none data-[highlighted]:bg-hover"
              >
                <Plus size={14} aria-hidden="true" className="text-faint" />
                New organization
              </Menu.Item>
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
      {isAdding && <NewOrganizationDialog onClose={() => setAdding(false)} />}
    </>
  );
}
