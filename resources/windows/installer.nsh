; "Summarize with Tramontane" in the menu of the file manager, for the kinds of documents that the application is offered for.
; Kept beside what other programs register, and taken away with the application.

!macro summarizeItem EXTENSION
  WriteRegStr SHCTX "Software\Classes\SystemFileAssociations\.${EXTENSION}\shell\Tramontane.Summarize" "" "Summarize with ${PRODUCT_NAME}"
  WriteRegStr SHCTX "Software\Classes\SystemFileAssociations\.${EXTENSION}\shell\Tramontane.Summarize" "Icon" "$INSTDIR\${APP_EXECUTABLE_FILENAME},0"
  WriteRegStr SHCTX "Software\Classes\SystemFileAssociations\.${EXTENSION}\shell\Tramontane.Summarize\command" "" '"$INSTDIR\${APP_EXECUTABLE_FILENAME}" --summarize "%1"'
!macroend

!macro noSummarizeItem EXTENSION
  DeleteRegKey SHCTX "Software\Classes\SystemFileAssociations\.${EXTENSION}\shell\Tramontane.Summarize"
!macroend

!macro everyExtension DO
  !insertmacro ${DO} pdf
  !insertmacro ${DO} docx
  !insertmacro ${DO} md
  !insertmacro ${DO} markdown
  !insertmacro ${DO} html
  !insertmacro ${DO} htm
  !insertmacro ${DO} txt
!macroend

!macro customInstall
  !insertmacro everyExtension summarizeItem
!macroend

!macro customUnInstall
  !insertmacro everyExtension noSummarizeItem
!macroend
