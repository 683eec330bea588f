"use client"

// Inside the dashboard's own layout, so that the connection and the navigation stay.
export { ErrorPage as default } from "@/components/ui/error-page"
