// Inside the dashboard's own layout, so that the way back is where it always was.
export { NotFoundPage as default } from "@/components/ui/not-found-page"
