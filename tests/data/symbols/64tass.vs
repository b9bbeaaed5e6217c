al 608 .stay
al 616 .clear
al 61d .clear:done
al 60b .add_one
al 615 .add_one:done
al 600 .start
al 602 .loop
