#!/bin/sh
# monthly.sh FILE FOLDER: check an export; summarize it only if nothing in it is wrong.
name=$(basename "$1")
tthc-stats check "$1" -o "$2/$name.findings.txt"
case $? in
  0) tthc-stats summarize "$1" -o "$2/$name.summary.xlsx" -o "$2/$name.summary.json" ;;
  1) echo "$name: some figures cannot be true, see $2/$name.findings.txt"; exit 1 ;;
  *) exit 2 ;; # the reason is on standard error
esac
